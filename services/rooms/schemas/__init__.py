"""Shapes of the meeting API. Output shapes have no defaults."""
