"""Whether a field that was filled in shows the value it holds, and keeps to its own box.

Certification at level 2 or 3 lets others fill in fields. What a field shows is a drawing
of its own, which can say something else than the value (the shadow attack "replace").
"""

import unicodedata
from collections.abc import Iterable

from pyhanko.pdf_utils import generic

from signing.layout import pages
from signing.layout.lines import Cell, compose
from signing.pades.changes.equality import raw
from signing.pades.changes.ledger import FilledField, number_of, parts
from signing.pades.changes.revisions import Revision
from signing.pades.covering import page_numbers

#: By how much a drawing may be larger than its field, in points.
SLACK = 1.0
_PAINTING = {"/XObject", "/Pattern", "/Shading"}
_AS_IT_IS = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def shows_otherwise(signed: Revision, final: Revision, filled: Iterable[FilledField]) -> bool:
    """Whether one of the fields shows something else than its value, or elsewhere."""
    return any(_shows_otherwise(signed, final, one) for one in filled)


def _shows_otherwise(signed: Revision, final: Revision, filled: FilledField) -> bool:
    value = final.resolve(raw(filled.nodes[0], "/V"))
    if filled.nodes[0].get("/FT") not in {"/Tx", "/Ch"} or not isinstance(value, str | None):
        return True
    wanted = _letters(value or "")
    return any(
        not _keeps_to_its_box(final, node)
        or not _draws_plainly(signed, final, node)
        or _shown(final, node) != wanted
        for node in filled.nodes
        if "/Rect" in node
    )


def _keeps_to_its_box(final: Revision, node: generic.DictionaryObject) -> bool:
    picture = _picture(final, node)
    if picture is None or [float(one) for one in picture.get("/Matrix", _AS_IT_IS)] != _AS_IT_IS:
        return False
    x1, y1, x2, y2 = (float(one) for one in picture["/BBox"])
    left, bottom, right, top = _box(node)
    return abs(x2 - x1) <= right - left + SLACK and abs(y2 - y1) <= top - bottom + SLACK


def _draws_plainly(signed: Revision, final: Revision, node: generic.DictionaryObject) -> bool:
    """Whether it writes with letters that mean what they look like, and paints no pictures."""
    picture = _picture(final, node)
    resources = final.resolve(raw(picture, "/Resources")) if picture is not None else None
    if not isinstance(resources, generic.DictionaryObject):
        return resources is None
    if _PAINTING & resources.keys():
        return False
    fonts = final.resolve(raw(resources, "/Font"))
    used = list(parts(fonts))
    return all(_is_known(signed, final, one) or _is_standard(final, one) for one in used)


def _is_known(signed: Revision, final: Revision, font: object) -> bool:
    """Whether the font was there to be signed, and is what it was."""
    number = number_of(font)
    return number in signed.places and signed.places.get(number) == final.places.get(number)


def _is_standard(final: Revision, font: object) -> bool:
    """Whether the reader brings the letters along (ISO 32000-2, 9.6.2.2)."""
    resolved = final.resolve(font)
    if not isinstance(resolved, generic.DictionaryObject):
        return False
    plain = resolved.get("/Subtype") in {"/Type1", "/TrueType"}
    own = {"/FontDescriptor", "/ToUnicode", "/CharProcs"} & resolved.keys()
    return plain and not own and not isinstance(resolved.get("/Encoding"), dict)


def _picture(final: Revision, node: generic.DictionaryObject) -> generic.StreamObject | None:
    pictures = final.resolve(raw(node, "/AP"))
    if not isinstance(pictures, generic.DictionaryObject):
        return None
    normal = final.resolve(raw(pictures, "/N"))
    return normal if isinstance(normal, generic.StreamObject) and "/BBox" in normal else None


def _shown(final: Revision, node: generic.DictionaryObject) -> str | None:
    """What a reader sees in the field, without what the page itself has there."""
    page = raw(node, "/P")
    order = {number: index for index, number in enumerate(page_numbers(final))}
    if not isinstance(page, generic.IndirectObject) or page.idnum not in order:
        return None
    index = order[page.idnum]
    with pages.open_document(final.data[: final.end]) as document:
        box = pages.read_view(document, index).shown_box(_box(node))
        below = _inside(pages.read_cells(document, index), box)
        shown = _inside(pages.read_cells(document, index, stamps=True), box)
    return _letters("".join(shown[len(below) :])) if shown[: len(below)] == below else None


def _inside(cells: list[Cell], box: tuple[float, float, float, float]) -> list[str]:
    x1, y1, x2, y2 = box
    return [
        cell.text
        for cell in compose(cells)
        if x1 <= (cell.x1 + cell.x2) / 2 <= x2 and y1 <= (cell.y1 + cell.y2) / 2 <= y2
    ]


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _box(node: generic.DictionaryObject) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(one) for one in node["/Rect"])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
