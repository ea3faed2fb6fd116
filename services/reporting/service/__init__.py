"""Use cases of reporting, one file a verb."""
