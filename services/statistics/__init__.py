"""Indicators, targets and the records behind each figure."""
