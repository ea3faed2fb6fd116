"""Figures in words, as charts, and on paper."""
