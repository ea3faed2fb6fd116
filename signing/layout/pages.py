"""The door to pypdfium2: characters with their places, plain text, pictures of pages."""

import ctypes
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from signing.errors import EncryptedPdf, UnreadablePdf
from signing.layout.lines import Cell
from signing.models import Placement

#: Characters of one page beyond which the rest is not read: a page of text has 3,000.
MOST_CHARACTERS = 50_000
MOST_PIXELS_WIDE = 4_000

Document: TypeAlias = pypdfium2.PdfDocument


@contextmanager
def open_document(pdf: bytes) -> Iterator[Document]:
    """Open for reading and close again; at least one page is there.

    Raises:
        EncryptedPdf: a password is needed.
        UnreadablePdf: anything else.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise EncryptedPdf from error
        raise UnreadablePdf from error
    try:
        if len(document) == 0:
            raise UnreadablePdf("no_pages")
        yield document
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdf("broken_page") from error
    finally:
        document.close()


def read_sheet(document: Document, page: int) -> Placement:
    """Say what part of the page is shown, in points of the page's own coordinates."""
    loaded = document[page]
    try:
        left, bottom, right, top = loaded.get_cropbox()
    finally:
        loaded.close()
    return Placement(page=page, x1=left, y1=bottom, x2=right, y2=top)


def read_cells(document: Document, page: int) -> list[Cell]:
    """Every visible character of the page in the order of the file."""
    with _text_page(document, page) as text:
        count = min(pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)
        cells = (_cell(text, index) for index in range(count))
        return [cell for cell in cells if cell is not None]


def _cell(text: object, index: int) -> Cell | None:
    # pdfium puts in line ends and gaps of its own; their boxes mean nothing.
    if pdfium.FPDFText_IsGenerated(text, index):
        return None
    code = pdfium.FPDFText_GetUnicode(text, index)
    # Surrogates come from broken fonts and cannot be encoded.
    if not 0 < code <= sys.maxunicode or not (chr(code).isprintable() or chr(code).isspace()):
        return None
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    return Cell(
        text=chr(code),
        x1=left.value,
        y1=bottom.value,
        x2=right.value,
        y2=top.value,
        baseline=y.value,
        size=pdfium.FPDFText_GetFontSize(text, index),
    )


@contextmanager
def _text_page(document: Document, page: int) -> Iterator[object]:
    loaded = document[page]
    text = loaded.get_textpage()
    try:
        yield text
    finally:
        text.close()
        loaded.close()


def read_text(document: Document, page: int, *, stamps: bool = False) -> str:
    """Read the page as plain text; with ``stamps`` also what the signature fields show.

    Flattening the stamps changes the opened document in memory, never the bytes.
    """
    loaded = _flattened(document, page) if stamps else document[page]
    text = loaded.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()
        loaded.close()


def _flattened(document: Document, page: int) -> pypdfium2.PdfPage:
    loaded = document[page]
    if pdfium.FPDFPage_Flatten(loaded, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return loaded
    loaded.close()
    return document[page]


def render_page(pdf: bytes, *, page: int, width: int) -> bytes:
    """Draw a PNG of the page, ``width`` pixels wide, with its stamps.

    Raises:
        IndexError: there is no such page.
        UnreadablePdf: the bytes are no PDF, or the page is broken.
    """
    with open_document(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        # Flattened, since pdfium draws form fields with coloured fringes on the text.
        loaded = _flattened(document, page)
        pixels = min(max(width, 16), MOST_PIXELS_WIDE)
        picture = loaded.render(scale=pixels / max(loaded.get_width(), 1.0)).to_pil()
        out = io.BytesIO()
        picture.convert("RGB").save(out, format="PNG", compress_level=3)
        return out.getvalue()
