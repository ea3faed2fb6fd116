"""Rows of the statistics, one file a noun."""
