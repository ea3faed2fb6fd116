"""Accounts: a first password given out, locked and unlocked, and everybody's own password."""
