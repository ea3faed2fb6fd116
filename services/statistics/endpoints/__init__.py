"""The routes of the statistics, one file a noun."""
