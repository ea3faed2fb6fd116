"""Use cases: install the indicators, read figures, open them."""
