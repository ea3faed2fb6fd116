"""Who refers to an object: found in the bytes, since a hidden reference counts as well."""

import bisect
import functools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils import generic

from signing.pades.changes.revisions import Revision
from signing.pades.changes.written import Written, WrittenReferences


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
        for references, starts, numbers in self._texts():
            for one in references:
                index = bisect.bisect_right(starts, one.start) - 1
                within = numbers[index] if index >= 0 else None
                if within != _DEAD:
                    found[one.number].append(Mention(within, one.key))
        return found

    def _texts(self) -> Iterator[tuple[Iterator[Written], list[int], list[int | None]]]:
        """What the file and each object stream mention, with where which object begins."""
        revision = self._revision
        offsets = sorted(_offsets(revision), key=lambda pair: pair[0])
        references = revision.written.until(revision.end)
        yield references, [offset for offset, _ in offsets], [number for _, number in offsets]
        places = revision.places.values()
        for number in sorted({place[0] for _, place in places if isinstance(place, tuple)}):
            yield from _object_stream(revision, number)


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
) -> Iterator[tuple[Iterator[Written], list[int], list[int | None]]]:
    stream = revision.get(number, 0)
    if not isinstance(stream, generic.StreamObject):
        return
    data, first = stream.data, int(stream["/First"])
    header = [int(one) for one in data[:first].split()]
    starts = [first + offset for offset in header[1::2]]
    order = sorted(zip(starts, header[::2], strict=False))
    inside = {one for one, (_, place) in revision.places.items() if _lies_in(place, number)}
    references = WrittenReferences(data).until(len(data))
    numbers: list[int | None] = [one if one in inside else _DEAD for _, one in order]
    yield references, [start for start, _ in order], numbers


def _lies_in(place: int | tuple[int, int], stream: int) -> bool:
    return isinstance(place, tuple) and place[0] == stream
