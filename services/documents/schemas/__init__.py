"""Shapes of the document API. Output shapes have no defaults."""
