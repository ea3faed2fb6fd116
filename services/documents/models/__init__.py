"""Rows of the document service, one file a noun."""
