"""References as they are written in a file's bytes, found once for all of its revisions."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

_WHITE = b"\x00\t\n\f\r "
# Begins with a digit and gives nothing back, so that megabytes of pictures are skipped quickly;
# what stands around it is looked at afterwards.
_REFERENCE = re.compile(rb"(?P<number>\d{1,10}+)[%b]++\d{1,5}+[%b]++R" % (_WHITE, _WHITE))
_JOINED_BEFORE = re.compile(rb"[\w.+-]")
_JOINED_AFTER = re.compile(rb"\w")
_KEY = re.compile(rb"/(\w{1,40})\Z")
#: How far before a reference its key is looked for; one further away makes the judgment stricter.
_KEY_REACH = 256


class Written(NamedTuple):
    """One reference to an object: where it begins, and the key right before it."""

    start: int
    number: int
    key: str


class WrittenReferences:
    """All that looks like a reference, wherever it stands."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def until(self, end: int) -> Iterator[Written]:
        """Those in the first ``end`` bytes, as if nothing came after them."""
        for stop, joined, one in self._found:
            if stop > end:
                return
            if not joined or stop == end:
                yield one

    @functools.cached_property
    def _found(self) -> list[tuple[int, bool, Written]]:
        """With where each ends, and whether the next byte makes it another word."""
        data, found = self._data, []
        for match in _REFERENCE.finditer(data):
            start, stop = match.span()
            if start and _JOINED_BEFORE.match(data, start - 1):
                continue
            one = Written(start, int(match["number"]), _key_before(data, start))
            found.append((stop, _JOINED_AFTER.match(data, stop) is not None, one))
        return found


def _key_before(data: bytes, start: int) -> str:
    """The name right before a reference, which is its key in a dictionary; empty without one."""
    before = data[max(start - _KEY_REACH, 0) : start].rstrip(_WHITE)
    found = _KEY.search(before)
    return found[1].decode("ascii", "replace") if found else ""
