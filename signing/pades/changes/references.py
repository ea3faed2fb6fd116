"""Who refers to an object: found in the bytes, since a hidden reference counts as well."""

import bisect
import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils import generic

from signing.pades.changes.revisions import Revision

_WHITE = b"\x00\t\n\f\r "
# Begins with a digit and gives nothing back, so that megabytes of pictures are skipped quickly;
# what stands before it is looked at afterwards.
_REFERENCE = re.compile(rb"(?P<number>\d{1,10}+)[%b]++\d{1,5}+[%b]++R(?![\w])" % (_WHITE, _WHITE))
_JOINED = re.compile(rb"[\w.+-]")
_KEY = re.compile(rb"/(\w{1,40})\Z")
#: How far before a reference its key is looked for; one further away makes the judgment stricter.
_KEY_REACH = 256


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference: the number of the object it stands in (None: a trailer), and its key."""

    within: int | None
    key: str


#: Stands for an object that a later revision replaced: what it mentions is not in force.
_DEAD = -1


class References:
    """Mentions of object numbers in one revision.

    Read from the bytes rather than from the objects that can be reached, so that an
    object nobody sees yet cannot smuggle one in. A stream's own data is searched as
    well; a chance find there only makes the judgment stricter.
    """

    def __init__(self, revision: Revision) -> None:
        self._revision = revision

    def of(self, number: int) -> list[Mention]:
        """All mentions of this object number that are in force."""
        return self._found.get(number, [])

    @functools.cached_property
    def _found(self) -> dict[int, list[Mention]]:
        found: dict[int, list[Mention]] = defaultdict(list)
        for data, starts, numbers in self._texts():
            for match in _REFERENCE.finditer(data):
                start = match.start()
                if start and _JOINED.match(data, start - 1):
                    continue
                index = bisect.bisect_right(starts, start) - 1
                within = numbers[index] if index >= 0 else None
                if within != _DEAD:
                    mention = Mention(within, _key_before(data, start))
                    found[int(bytes(match["number"]))].append(mention)
        return found

    def _texts(self) -> Iterator[tuple[bytes | memoryview, list[int], list[int | None]]]:
        """The file and each object stream, with where which object begins."""
        revision = self._revision
        offsets = sorted(_offsets(revision), key=lambda pair: pair[0])
        data = memoryview(revision.data)[: revision.end]
        yield data, [offset for offset, _ in offsets], [number for _, number in offsets]
        places = revision.places.values()
        for number in sorted({place[0] for _, place in places if isinstance(place, tuple)}):
            yield from _object_stream(revision, number)


def _key_before(data: bytes | memoryview, start: int) -> str:
    """The name right before a reference, which is its key in a dictionary; empty without one."""
    before = bytes(data[max(start - _KEY_REACH, 0) : start]).rstrip(_WHITE)
    found = _KEY.search(before)
    return found[1].decode("ascii", "replace") if found else ""


def _offsets(revision: Revision) -> Iterator[tuple[int, int | None]]:
    """Where objects and trailers begin; a trailer is no object's (None)."""
    xrefs = revision.reader.xrefs
    for index in range(xrefs.total_revisions):
        information = xrefs.get_xref_container_info(index)
        if information.stream_ref is None:
            yield information.start_location, None
        for number, place in xrefs.get_xref_data(index).standard_xrefs.items():
            yield place[1], number if revision.places.get(number) == place else _DEAD


def _object_stream(
    revision: Revision, number: int
) -> Iterator[tuple[bytes, list[int], list[int | None]]]:
    stream = revision.get(number, 0)
    if not isinstance(stream, generic.StreamObject):
        return
    data, first = stream.data, int(stream["/First"])
    header = [int(one) for one in data[:first].split()]
    starts = [first + offset for offset in header[1::2]]
    order = sorted(zip(starts, header[::2], strict=False))
    inside = {one for one, (_, place) in revision.places.items() if _lies_in(place, number)}
    yield data, [start for start, _ in order], [one if one in inside else _DEAD for _, one in order]


def _lies_in(place: int | tuple[int, int], stream: int) -> bool:
    return isinstance(place, tuple) and place[0] == stream
