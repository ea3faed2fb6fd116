"""What stands around the program when an office runs it."""
