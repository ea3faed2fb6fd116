"""What the office does with its journal's checkpoints."""
