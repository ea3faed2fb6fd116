"""Doors of the document service: each translates between HTTP and one use case."""
