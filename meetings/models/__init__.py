"""Rows of the meetings capability, one file a noun."""
