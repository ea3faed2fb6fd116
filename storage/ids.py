"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562 section 5.7)."""

import os
import time
import uuid

_TIMESTAMP_SHIFT = 80
_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0b10 << 62
_RANDOM_A_MASK = 0xFFF << 64
_RANDOM_B_MASK = (1 << 62) - 1


def new_id() -> uuid.UUID:
    """A UUIDv7. Its time is the machine's own and orders index pages only: no rule reads it."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    return uuid.UUID(
        int=(milliseconds << _TIMESTAMP_SHIFT)
        | _VERSION_7
        | (random & _RANDOM_A_MASK)
        | _VARIANT_RFC
        | (random & _RANDOM_B_MASK)
    )
