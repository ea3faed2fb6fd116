"""Shapes of reporting."""
