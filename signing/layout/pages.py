"""The door to pypdfium2: characters with their places, plain text, pictures of pages.

Places are those of the page as it is shown (:mod:`signing.layout.views`).
"""

import ctypes
import io
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeAlias

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

from signing.errors import EncryptedPdf, UnreadablePdf
from signing.layout.lines import Cell
from signing.layout.views import Box, PageView
from signing.models import Placement, PrintablePdf

#: Characters of one page beyond which the rest is not read: a page of text has 3,000.
MOST_CHARACTERS = 50_000
MOST_PIXELS_WIDE = 4_000
MOST_MARKS = 1_000

#: For counting ink: about 100 dots an inch on A4, and how far from the ground ink is.
INK_WIDTH = 827
INK_STEP = 48

Document: TypeAlias = pypdfium2.PdfDocument


@contextmanager
def open_document(pdf: bytes | BinaryIO) -> Iterator[Document]:
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


def read_view(document: Document, page: int) -> PageView:
    """Say which part of the page is shown, and how it is turned."""
    loaded = document[page]
    try:
        return _view_of(loaded)
    finally:
        loaded.close()


def _view_of(loaded: pypdfium2.PdfPage) -> PageView:
    # Unlike the boxes of the page's own dictionary this knows inherited ones.
    found = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(loaded, found):
        raise UnreadablePdf("broken_page")
    turn = int(loaded.get_rotation())
    return PageView(
        left=found.left, bottom=found.bottom, right=found.right, top=found.top, turn=turn
    )


def read_sheet(document: Document, page: int) -> Placement:
    """Say how large the page is as shown."""
    return read_view(document, page).sheet(page)


def read_marks(document: Document, page: int) -> list[Box]:
    """Where annotations and form fields lie, whether or not they show anything."""
    loaded = document[page]
    try:
        view = _view_of(loaded)
        found = []
        for index in range(min(pdfium.FPDFPage_GetAnnotCount(loaded), MOST_MARKS)):
            mark = pdfium.FPDFPage_GetAnnot(loaded, index)
            rect = pdfium.FS_RECTF()
            if pdfium.FPDFAnnot_GetRect(mark, rect):
                found.append(view.shown_box((rect.left, rect.bottom, rect.right, rect.top)))
            pdfium.FPDFPage_CloseAnnot(mark)
        return found
    finally:
        loaded.close()


def read_cells(document: Document, page: int, *, stamps: bool = False) -> list[Cell]:
    """Every visible character of the page in the order of the file.

    With ``stamps`` also what form fields show, behind the rest.
    """
    loaded = _flattened(document, page) if stamps else document[page]
    text = loaded.get_textpage()
    try:
        view = _view_of(loaded)
        count = min(pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)
        # Without its wrapper and with one room for the answers: 6,000 calls a page.
        room = tuple(ctypes.pointer(ctypes.c_double()) for _ in range(6))
        cells = (_cell(text.raw, index, view, room) for index in range(count))
        return [cell for cell in cells if cell is not None]
    finally:
        text.close()
        loaded.close()


def _cell(text: object, index: int, view: PageView, room: Sequence[Any]) -> Cell | None:
    code = pdfium.FPDFText_GetUnicode(text, index)
    if not 0 < code <= sys.maxunicode:
        return None
    letter = chr(code)
    # pdfium puts in line ends and gaps of its own; their boxes mean nothing.
    if letter.isspace() and pdfium.FPDFText_IsGenerated(text, index):
        return None
    # Surrogates come from broken fonts and cannot be encoded.
    if not (letter.isprintable() or letter.isspace()):
        return None
    left, right, bottom, top, x, y = room
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    x1, y1, x2, y2 = view.shown_box(
        (left.contents.value, bottom.contents.value, right.contents.value, top.contents.value)
    )
    return Cell(
        text=letter,
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        baseline=view.shown_point(x.contents.value, y.contents.value)[1],
        size=pdfium.FPDFText_GetFontSize(text, index),
    )


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
    if not pdfium.FPDFPage_GetMediaBox(loaded, *(ctypes.c_float() for _ in range(4))):
        # Flattening makes an American sheet of a page whose size stands in the page tree.
        view = _view_of(loaded)
        pdfium.FPDFPage_SetMediaBox(loaded, view.left, view.bottom, view.right, view.top)
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
        out = io.BytesIO()
        picture = draw_page(document, page, width=width).convert("RGB")
        picture.save(out, format="PNG", compress_level=3)
        return out.getvalue()


def take_pages(pdf: bytes, numbers: Sequence[int]) -> bytes:
    """Return a new file of these pages (0 = first), their stamps part of the page.

    Raises:
        IndexError: there is no such page.
    """
    with open_document(pdf) as document:
        if not all(0 <= number < len(document) for number in numbers):
            raise IndexError(max(numbers))
        for number in numbers:
            _flattened(document, number).close()
        taken = pypdfium2.PdfDocument.new()
        try:
            taken.import_pages(document, list(numbers))
            out = io.BytesIO()
            taken.save(out)
            return out.getvalue()
        finally:
            taken.close()


def draw_page(document: Document, page: int, *, width: int) -> Image.Image:
    """Draw the page as it is shown, ``width`` pixels wide, with its stamps."""
    # Flattened, since pdfium draws form fields with coloured fringes on the text.
    loaded = _flattened(document, page)
    try:
        pixels = min(max(width, 16), MOST_PIXELS_WIDE)
        picture: Image.Image = loaded.render(scale=pixels / max(loaded.get_width(), 1.0)).to_pil()
    finally:
        loaded.close()
    return picture


def flatten(pdf: bytes) -> PrintablePdf:
    """Make what the fields show part of the pages, for printing; the signatures are lost by it.

    Raises:
        UnreadablePdf, EncryptedPdf: the file cannot be read.
    """
    with open_document(pdf) as document:
        sizes = []
        for number in range(len(document)):
            page = document[number]
            try:
                pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
                sizes.append((float(page.get_width()), float(page.get_height())))
            finally:
                page.close()
        out = io.BytesIO()
        document.save(out)
        return PrintablePdf(pdf=out.getvalue(), sizes=tuple(sizes))


def ink_share(document: Document, page: int, box: Box) -> float:
    """Return the share (0 to 1) of a box of the page as shown that differs from its ground."""
    width, height = read_view(document, page).size
    picture = draw_page(document, page, width=INK_WIDTH).convert("L")
    scale = picture.width / max(width, 1.0)
    left, lower, right, upper = box
    cut = (left * scale, (height - upper) * scale, right * scale, (height - lower) * scale)
    part = picture.crop((int(cut[0]), int(cut[1]), math.ceil(cut[2]), math.ceil(cut[3])))
    counts = part.histogram()
    ground = max(range(len(counts)), key=counts.__getitem__)
    alike = sum(counts[max(ground - INK_STEP, 0) : ground + INK_STEP + 1])
    return 1 - alike / max(sum(counts), 1)
