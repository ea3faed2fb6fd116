"""Pages that lie otherwise in their file than they are shown: turned, cropped, inherited."""

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

#: From the page as shown to the page's own coordinates, for A4, as operands of ``cm``.
_MATRICES = {
    0: b"1 0 0 1 0 0",
    90: b"0 1 -1 0 841.89 0",
    180: b"-1 0 0 -1 595.28 841.89",
    270: b"0 -1 1 0 0 595.28",
}


def turned(pdf: bytes, turn: int, *, inherited: bool = False) -> bytes:
    """Return the A4 page as a scanner turns it: drawn on its side, shown upright.

    With ``inherited`` its size and turn stand in the page tree, not in the page.
    """
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf), strict=False))
    tree = writer.root["/Pages"]
    page = tree["/Kids"][0]
    for place, operators in ((0, b"q %s cm" % _MATRICES[turn]), (None, b"Q")):
        _insert(writer, page, operators, place=place)
    width, height = (841.89, 595.28) if turn in {90, 270} else (595.28, 841.89)
    box = generic.ArrayObject(
        generic.FloatObject(value)  # type: ignore[no-untyped-call]
        for value in (0, 0, width, height)
    )
    for name in ("/MediaBox", "/CropBox", "/TrimBox", "/Rotate"):
        if name in page:
            del page[name]
    holder = tree if inherited else page
    holder[pdf_name("/MediaBox")] = box
    holder[pdf_name("/Rotate")] = generic.NumberObject(turn)  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def cropped(pdf: bytes, *, left: float, bottom: float, right: float, top: float) -> bytes:
    """Show only this part of the first page."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf), strict=False))
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/CropBox")] = generic.ArrayObject(
        generic.FloatObject(value)  # type: ignore[no-untyped-call]
        for value in (left, bottom, right, top)
    )
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _insert(
    writer: PdfFileWriter, page: generic.DictionaryObject, operators: bytes, *, place: int | None
) -> None:
    drawn = page.raw_get("/Contents")
    streams = drawn if isinstance(drawn, generic.ArrayObject) else generic.ArrayObject([drawn])
    added = writer.add_object(generic.StreamObject(stream_data=operators + b"\n"))
    streams.insert(len(streams) if place is None else place, added)
    page[pdf_name("/Contents")] = streams
