"""Rows, bytes, journal and outbox: what every other part stands on, without one business noun."""
