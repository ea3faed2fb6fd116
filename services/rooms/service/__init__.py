"""What the meeting API reads: rows of meetings/ made into its shapes."""
