"""What is done with an inspection, and how it is shown."""
