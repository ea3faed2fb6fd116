"""A share in percent, the same wherever it is shown."""


def percent_of(counted: int, total: int) -> float | None:
    """Percent with two digits, cut, never rounded up: 100 means all of them. None: of nothing."""
    return None if total == 0 else counted * 10_000 // total / 100
