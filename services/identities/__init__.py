"""Signing in, the appointment in use, the directory of agencies and staff."""
