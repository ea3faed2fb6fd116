"""Rows of reporting, one file a noun."""
