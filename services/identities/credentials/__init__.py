"""Certificates of appointments and of agencies' seals: registered, checked, ended."""
