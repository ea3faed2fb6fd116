"""Indicators measured from the registers and the journal, each open down to its records."""
