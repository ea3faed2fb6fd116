"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562 section 5.7)."""

import os
import threading
import time
import uuid

_NANOSECONDS_A_MILLISECOND = 1_000_000
_FRACTIONS = 1 << 12
_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0b10 << 62
_RANDOM_MASK = (1 << 62) - 1

_lock = threading.Lock()
_newest = 0


def new_id() -> uuid.UUID:
    """A UUIDv7 greater than every one this process has made before.

    The 12 bits after the milliseconds count fractions of one (method 3 of section 6.2), so that
    rows of one transaction sort in the order they were made. The time is the machine's own and
    only orders: no rule reads it.
    """
    milliseconds, rest = divmod(time.time_ns(), _NANOSECONDS_A_MILLISECOND)
    stamp = _next_stamp(milliseconds * _FRACTIONS + rest * _FRACTIONS // _NANOSECONDS_A_MILLISECOND)
    random = int.from_bytes(os.urandom(8), "big") & _RANDOM_MASK
    head, fraction = divmod(stamp, _FRACTIONS)
    return uuid.UUID(int=(head << 80) | _VERSION_7 | (fraction << 64) | _VARIANT_RFC | random)


def _next_stamp(stamp: int) -> int:
    """`stamp`, or the one after the newest where the clock stands still or goes back."""
    global _newest  # noqa: PLW0603 - the one counter of the process
    with _lock:
        _newest = max(stamp, _newest + 1)
        return _newest
