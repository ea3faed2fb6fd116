"""A verdict as a report for other programs, written down without any PDF library."""
