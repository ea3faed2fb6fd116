"""Reproducible measurements: each figure with its peer and its floor from the same run."""
