"""The journal as a log that others can check: its checkpoints, tiles, witnesses and alarms."""
