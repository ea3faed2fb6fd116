"""Whether a signature shown in a field made later lies over something that was signed.

A picture of one's own over the text of others is the sneaky signature attack; a further
signature on free paper is what the next official does.
"""

from collections.abc import Iterable

from pyhanko.pdf_utils import generic

from signing.layout import pages
from signing.pades.changes.equality import items, raw
from signing.pades.changes.ledger import AddedWidget
from signing.pades.changes.revisions import Revision

Box = tuple[float, float, float, float]

#: Page trees with more pages are not searched: the widget then counts as lying over text.
MOST_PAGES = 20_000
#: A box this small, in points, shows nothing that could be read.
LEAST = 1.0
#: Signers write on a dotted line and inside a frame: these are no text.
_RULES = set("._-–—…·: \u00a0")
#: Share of the box that may be inked: a line to sign on, or the noise of a scan.
MOST_INK = 0.06
#: Points by which a box may reach into its neighbours.
SLACK = 1.0


def covers_content(signed: Revision, widgets: Iterable[AddedWidget]) -> bool:
    """Whether one of the widgets hides something of the signed revision.

    A widget on a page that is not found counts as hiding something.
    """
    shown = [
        one
        for one in widgets
        if one.box[2] - one.box[0] > LEAST and one.box[3] - one.box[1] > LEAST
    ]
    if not shown:
        return False
    order = {number: index for index, number in enumerate(page_numbers(signed))}
    with pages.open_document(signed.data[: signed.end]) as document:
        return any(
            page not in order or _is_inked(document, order[page], one.box)
            for one in shown
            for page in one.pages
        )


def _is_inked(document: pages.Document, page: int, box: Box) -> bool:
    view = pages.read_view(document, page)
    x1, y1, x2, y2 = view.shown_box(box)
    for cell in pages.read_cells(document, page):
        across = x1 + SLACK < (cell.x1 + cell.x2) / 2 < x2 - SLACK
        if across and y1 + SLACK < (cell.y1 + cell.y2) / 2 < y2 - SLACK and not _is_rule(cell.text):
            return True
    return pages.ink_share(document, page, (x1, y1, x2, y2)) > MOST_INK


def _is_rule(text: str) -> bool:
    return set(text) <= _RULES


def page_numbers(revision: Revision) -> list[int]:
    """Object numbers of the pages in their order."""
    found: list[int] = []
    waiting: list[object] = [raw(revision.root, "/Pages")]
    seen: set[int] = set()
    while waiting and len(found) < MOST_PAGES:
        one = waiting.pop()
        if not isinstance(one, generic.IndirectObject) or one.idnum in seen:
            continue
        seen.add(one.idnum)
        node = revision.resolve(one)
        if not isinstance(node, generic.DictionaryObject):
            continue
        kids = revision.resolve(raw(node, "/Kids"))
        if isinstance(kids, generic.ArrayObject):
            waiting.extend(reversed(items(kids)))
        else:
            found.append(one.idnum)
    return found
