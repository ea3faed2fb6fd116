"""References as they are written in a file's bytes, found once for all of its revisions."""

import functools
import re
from array import array
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
        data = self._data
        for start, stop, number in zip(*self._found, strict=True):
            if stop > end:
                return
            if stop == end or not _JOINED_AFTER.match(data, stop):
                yield Written(start, number, _key_before(data, start))

    @functools.cached_property
    def _found(self) -> "tuple[array[int], array[int], array[int]]":
        """Where each begins and ends, and its number; 24 bytes each, in a file made of them too."""
        starts, stops, numbers = array("q"), array("q"), array("q")
        for match in _REFERENCE.finditer(self._data):
            start = match.start()
            if start and _JOINED_BEFORE.match(self._data, start - 1):
                continue
            starts.append(start)
            stops.append(match.end())
            numbers.append(int(match["number"]))
        return starts, stops, numbers


def _key_before(data: bytes, start: int) -> str:
    """The name right before a reference, which is its key in a dictionary; empty without one."""
    before = data[max(start - _KEY_REACH, 0) : start].rstrip(_WHITE)
    found = _KEY.search(before)
    return found[1].decode("ascii", "replace") if found else ""
