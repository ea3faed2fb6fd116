"""Bytes behind a signature that no cross-reference knows of.

Readers that mend broken files look for objects by themselves: what stands there unlisted
may be shown by one reader and not by another.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionMetaInfo, read_object_header

_WHITE = b" \t\r\n\f\0"
_STRUCTURE = re.compile(rb"\bobj\b|\btrailer\b|(?<!start)\bxref\b")
_MARKER = b"%%EOF"
_TABLE = b"xref"
_END_OF_OBJECT = re.compile(rb"[\x00\t\n\f\r ]*(?:endobj)?")
_END_OF_SECTION = re.compile(
    # A comment may stand before the last lines: iText names itself there.
    rb"[\x00\t\n\f\r ]*(?:endobj)?[\x00\t\n\f\r ]*(?:%(?!%EOF)[^\r\n]*[\r\n]+)*"
    rb"(?:startxref[\x00\t\n\f\r ]+\d+)?"
    rb"[\x00\t\n\f\r ]*(?:%%EOF)?"
)


class Listing:
    """What of a file belongs to a listed object or a section, from ``start`` to its end."""

    def __init__(self, pdf: bytes, reader: PdfFileReader, *, start: int) -> None:
        self._pdf = pdf
        self._spans: list[tuple[int, int]] | None = None
        # What one reader refuses another mends in its own way: then nothing is listed.
        with suppress(PdfReadError):
            self._spans = sorted(_spans(pdf, reader, start=start))

    def leaves_out(self, start: int) -> bool:
        """Whether something behind ``start`` belongs to no listed object and to no section."""
        if self._spans is None:
            return True
        position = start
        for begin, end in self._spans:
            if begin > position and _STRUCTURE.search(self._pdf[position:begin]):
                return True
            position = max(position, end)
        rest = self._pdf[position:]
        # White space may follow the last marker, and nothing else.
        return bool(rest.replace(_MARKER, b"", 1).strip(_WHITE))


def _spans(pdf: bytes, reader: PdfFileReader, *, start: int) -> Iterator[tuple[int, int]]:
    xrefs = reader.xrefs
    for index in range(xrefs.total_revisions):
        section = xrefs.get_xref_data(index)
        parts = [section] if section.hybrid is None else [section, section.hybrid.xref_data]
        for part in parts:
            for generation, offset in part.standard_xrefs.values():
                if offset >= start:
                    yield offset, _end_of_object(pdf, reader, offset, generation)
        information = [xrefs.get_xref_container_info(index)]
        information += [section.hybrid.meta_info] if section.hybrid is not None else []
        for one in information:
            if one.start_location >= start:
                yield _start_of_section(pdf, one), _end_of_section(pdf, reader, one)


def _end_of_object(pdf: bytes, reader: PdfFileReader, offset: int, generation: int) -> int:
    stream = reader.stream
    stream.seek(offset)
    # Strictly: of a key that stands twice one reader takes the first, another the last.
    lenient, reader.strict = reader.strict, True
    try:
        return _read_object(pdf, reader, generation)
    finally:
        reader.strict = lenient


def _read_object(pdf: bytes, reader: PdfFileReader, generation: int) -> int:
    stream = reader.stream
    number, _ = read_object_header(stream, strict=False)  # type: ignore[no-untyped-call]
    generic.read_object(stream, generic.Reference(number, generation, reader))
    return _after(_END_OF_OBJECT, pdf, stream.tell())


def _start_of_section(pdf: bytes, information: XRefSectionMetaInfo) -> int:
    """Where it begins: pyHanko counts from behind the word ``xref``."""
    start = information.start_location
    found = pdf.rfind(_TABLE, max(start - 2 * len(_TABLE), 0), start)
    return found if information.stream_ref is None and found >= 0 else start


def _end_of_section(pdf: bytes, reader: PdfFileReader, information: XRefSectionMetaInfo) -> int:
    end = information.end_location
    if information.stream_ref is None:
        reader.stream.seek(end)
        within = generic.TrailerReference(reader)  # type: ignore[no-untyped-call]
        generic.DictionaryObject.read_from_stream(reader.stream, within)
        end = reader.stream.tell()
    return _after(_END_OF_SECTION, pdf, end)


def _after(pattern: re.Pattern[bytes], pdf: bytes, position: int) -> int:
    match = pattern.match(pdf, position)
    return position if match is None else match.end()
