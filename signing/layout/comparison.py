"""The signed revision beside the final one: which pages look different, and where."""

import io

from PIL import Image, ImageChops, ImageDraw

from signing.errors import UnreadablePdf
from signing.layout.pages import Document, draw_page, open_document
from signing.models import Comparison, PagePair

#: Pages that are looked at; what differs beyond them is for the list of changes to say.
MOST_PAGES = 200
#: Pairs that are shown.
MOST_PAIRS = 4
#: Fine enough to see a changed comma in 13 point, coarse enough for 40 pages a second.
_COMPARED_WIDTH = 600
_SHOWN_WIDTH = 700
#: Smaller differences between two grey values are those of smoothed edges.
_SEEN = 24
_RED = (180, 20, 20)
_MARGIN = 6


def compare_revisions(pdf: bytes, *, covers: int) -> Comparison:
    """Draw ``pdf[:covers]`` and ``pdf`` page by page; a red frame goes round what differs.

    Raises:
        UnreadablePdf, EncryptedPdf: one of the two cannot be drawn.
    """
    if not 0 < covers <= len(pdf):
        raise UnreadablePdf("no_signed_revision")
    with open_document(pdf[:covers]) as signed, open_document(pdf) as final:
        changed = tuple(_changed_pages(signed, final))
        return Comparison(
            signed_pages=len(signed),
            final_pages=len(final),
            changed=changed,
            pairs=tuple(_pair(signed, final, page) for page in changed[:MOST_PAIRS]),
        )


def _changed_pages(signed: Document, final: Document) -> list[int]:
    pages = min(max(len(signed), len(final)), MOST_PAGES)
    return [page for page in range(pages) if _difference(signed, final, page) is not None]


def _difference(
    signed: Document, final: Document, page: int
) -> tuple[float, float, float, float] | None:
    """Where the two differ, as parts of width and height; the whole page where one has none."""
    if page >= len(signed) or page >= len(final):
        return (0, 0, 1, 1)
    before = draw_page(signed, page, width=_COMPARED_WIDTH).convert("L")
    after = draw_page(final, page, width=_COMPARED_WIDTH).convert("L")
    if before.size != after.size:
        return (0, 0, 1, 1)
    difference = ImageChops.difference(before, after).point(_seen)
    box = difference.getbbox()
    if box is None:
        return None
    width, height = before.size
    return (box[0] / width, box[1] / height, box[2] / width, box[3] / height)


def _seen(value: int) -> int:
    return 255 if value > _SEEN else 0


def _pair(signed: Document, final: Document, page: int) -> PagePair:
    where = _difference(signed, final, page) or (0, 0, 1, 1)
    return PagePair(page=page, signed=_shown(signed, page, where), final=_shown(final, page, where))


def _shown(document: Document, page: int, where: tuple[float, float, float, float]) -> bytes:
    if page >= len(document):
        return b""
    picture = draw_page(document, page, width=_SHOWN_WIDTH).convert("RGB")
    _frame(picture, where)
    out = io.BytesIO()
    picture.quantize(256).save(out, format="PNG", compress_level=6)
    return out.getvalue()


def _frame(picture: Image.Image, where: tuple[float, float, float, float]) -> None:
    width, height = picture.size
    left, top = where[0] * width - _MARGIN, where[1] * height - _MARGIN
    right, bottom = where[2] * width + _MARGIN, where[3] * height + _MARGIN
    box = (max(left, 1), max(top, 1), min(right, width - 2), min(bottom, height - 2))
    ImageDraw.Draw(picture).rectangle(box, outline=_RED, width=3)
