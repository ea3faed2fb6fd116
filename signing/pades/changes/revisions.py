"""A file as it stood at some length, and where its objects lie."""

import io
from dataclasses import dataclass
from typing import TypeAlias

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionData

from signing.pades.changes.written import WrittenReferences

#: Generation and place: an offset, or an object stream and the position in it.
Place: TypeAlias = tuple[int, int | tuple[int, int]]


class Revision:
    """The first ``end`` bytes of a file, read as a file of their own.

    Raises:
        Exception: of a dozen kinds, where those bytes are no PDF.
    """

    def __init__(
        self, pdf: bytes, *, end: int | None = None, written: WrittenReferences | None = None
    ) -> None:
        self.end = len(pdf) if end is None else end
        self.data = pdf
        self.written = written or WrittenReferences(pdf)
        view = io.BytesIO(pdf if self.end == len(pdf) else memoryview(pdf)[: self.end])
        self.reader = PdfFileReader(view, strict=False)
        if self.reader.encrypted:
            self.reader.decrypt("")
        self.places = _places(self.reader)

    def until(self, end: int) -> "Revision":
        """An earlier revision of the same file."""
        return Revision(self.data, end=end, written=self.written)

    @property
    def root(self) -> generic.DictionaryObject:
        """The document catalogue."""
        return self.reader.root

    def resolve(self, value: object) -> object:
        """Follow references to the object itself; what is missing is None."""
        for _ in range(8):
            if not isinstance(value, generic.IndirectObject):
                break
            value = self.get(value.idnum, value.generation)
        return None if isinstance(value, generic.NullObject) else value

    def get(self, number: int, generation: int) -> object:
        """Return the object with this number, None where there is none."""
        place = self.places.get(number)
        if place is None or place[0] != generation:
            return None
        reference = generic.Reference(number, generation, self.reader)
        return self.reader.get_object(reference)  # type: ignore[no-untyped-call]


def _places(reader: PdfFileReader) -> dict[int, Place]:
    """Where each object lies; a freed one is nowhere."""
    places: dict[int, Place] = {}
    for index in range(reader.xrefs.total_revisions):
        section = reader.xrefs.get_xref_data(index)
        if section.hybrid is not None:
            _overlay(places, section.hybrid.xref_data)
        _overlay(places, section)
    return places


def _overlay(places: dict[int, Place], section: XRefSectionData) -> None:
    for number in section.freed:
        places.pop(number, None)
    places.update(section.standard_xrefs)
    for number, place in section.xrefs_in_objstm.items():
        places[number] = (0, _in_stream(place))


def _in_stream(place: ObjStreamRef) -> tuple[int, int]:
    return place.obj_stream_id, place.ix_in_stream


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Object numbers by what became of them between two revisions of one file."""

    added: frozenset[int]
    redefined: frozenset[int]
    removed: frozenset[int]

    @property
    def fresh(self) -> frozenset[int]:
        """Numbers whose object now is another than in the earlier revision."""
        return self.added | self.redefined


def moved(earlier: Revision, later: Revision) -> Moved:
    """Return the numbers whose object lies elsewhere in ``later``."""
    old, new = earlier.places, later.places
    redefined = {number for number in old.keys() & new.keys() if old[number] != new[number]}
    # What lies in an object stream moves with the stream.
    streams = redefined | (new.keys() - old.keys())
    redefined |= {
        number
        for number, (_, place) in new.items()
        if isinstance(place, tuple) and place[0] in streams and number in old
    }
    return Moved(
        added=frozenset(new.keys() - old.keys()),
        redefined=frozenset(redefined),
        removed=frozenset(old.keys() - new.keys()),
    )
