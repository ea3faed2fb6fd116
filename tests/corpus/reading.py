"""Look into a PDF for the tests: text, fonts and where words stand."""

from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import PdfDocument


@dataclass(frozen=True)
class Box:
    """A rectangle in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float


def opened(pdf: bytes, *, password: str | None = None) -> PdfDocument:
    """Open a PDF; the caller closes it."""
    return pypdfium2.PdfDocument(pdf, password=password)


def page_texts(pdf: bytes, *, password: str | None = None) -> list[str]:
    """Return the text layer of each page, one line each."""
    document = opened(pdf, password=password)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def fonts(pdf: bytes) -> dict[str, bool]:
    """Return the fonts that text is set in, without subset tags, and whether each is embedded."""
    document = opened(pdf)
    try:
        texts = [
            one
            for page in document
            for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=5)
        ]
        found = [one.get_font() for one in texts]
        return {one.get_base_name().partition("+")[2]: one.is_embedded for one in found}
    finally:
        document.close()


def find_box(pdf: bytes, words: str, *, page: int = 0) -> Box:
    """Return where the first occurrence of the words stands."""
    document = opened(pdf)
    try:
        text = document[page].get_textpage()
        found = text.search(words, match_case=True).get_next()
        if found is None:
            raise LookupError(words)
        index, count = found
        boxes = [text.get_charbox(one) for one in range(index, index + count)]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return Box(min(lefts), min(bottoms), max(rights), max(tops))
    finally:
        document.close()
