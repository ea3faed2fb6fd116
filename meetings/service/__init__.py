"""Use cases of the meetings capability, one file a verb."""
