"""What can be said in a running meeting, a file a noun; each command is one use case."""
