"""Signalling to the media engine over the meeting's socket; one process has a meeting's media."""
