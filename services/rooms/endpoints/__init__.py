"""Doors of the meeting service: each translates between HTTP and one use case."""
