"""Room for a line of text at the upper right of page one, where nothing else stands.

Decree 30/2020, appendix I, part I, II.8b and part II (box 14): the agency's signature on an
attachment or on a copy is text in the upper right corner of the first page. On a copy it
follows signatures of others, so it must lie on blank paper: what is looked at is the
picture of the page, which a scan has too, and the rectangles of everything on top of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw

from signing.layout import decree, pages
from signing.models import Placement

#: Pixels per point of the picture that is searched.
SCALE = 1.5
#: This much darker than the paper, of 255, is ink; a scan's grain is less.
INK = 48
#: Left free around the text, in points.
CLEARANCE = 2.0
EDGE_MM = 15.0
HIGHEST_MM, LOWEST_MM, STEP_MM = 6.0, 60.0, 1.0
ACROSS_MM = 5.0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A page as black on white: white is where something stands."""

    taken: Image.Image
    sheet: Placement

    def is_free(self, box: Placement) -> bool:
        """Whether nothing is drawn in the box or close to it."""
        scale, height = SCALE, self.taken.height
        inside = (
            int((box.x1 - CLEARANCE) * scale),
            int(height - (box.y2 + CLEARANCE) * scale),
            int((box.x2 + CLEARANCE) * scale) + 1,
            int(height - (box.y1 - CLEARANCE) * scale) + 1,
        )
        return self.taken.crop(inside).getbbox() is None


def read_paper(document: pages.Document, page: int = 0) -> Paper:
    """Look at a page (0 = first) with its stamps."""
    sheet = pages.read_sheet(document, page)
    marks = pages.read_marks(document, page)
    grey = pages.draw_page(document, page, width=int(sheet.width * SCALE)).convert("L")
    paper = _paper_of(grey)
    taken = grey.point([255 if level < paper - INK else 0 for level in range(256)])
    pen = ImageDraw.Draw(taken)
    for x1, y1, x2, y2 in marks:
        if x1 < x2 and y1 < y2:
            top, bottom = taken.height - y2 * SCALE, taken.height - y1 * SCALE
            pen.rectangle((x1 * SCALE, top, x2 * SCALE, bottom), fill=255)
    return Paper(taken=taken, sheet=sheet)


def _paper_of(grey: Image.Image) -> int:
    """Return the commonest level: the paper's own."""
    counts = grey.histogram()
    return counts.index(max(counts))


def find_corner(
    paper: Paper, *, width: float, height: float, anywhere: bool = False
) -> Placement | None:
    """Find the free place nearest to the upper right corner; ``anywhere``: on the whole page.

    Sizes in points. None: there is no such place.
    """
    for box in _candidates(paper.sheet, width=width, height=height, anywhere=anywhere):
        if paper.is_free(box):
            return box
    return None


def _candidates(
    sheet: Placement, *, width: float, height: float, anywhere: bool
) -> Iterator[Placement]:
    edge, step = decree.mm(EDGE_MM), decree.mm(ACROSS_MM)
    room = sheet.width - width - 2 * decree.mm(HIGHEST_MM)
    if room < 0:
        return
    rights = [min(sheet.x2 - edge, sheet.x2 - decree.mm(HIGHEST_MM))]
    if anywhere:
        rights += [sheet.x2 - edge - step * n for n in range(1, int(room / step))]
    lowest = sheet.height - height if anywhere else decree.mm(LOWEST_MM)
    down = decree.mm(HIGHEST_MM)
    while down < min(lowest, sheet.height - height):
        for right in rights:
            left, top = right - width, sheet.y2 - down
            if left >= sheet.x1:
                yield Placement(page=0, x1=left, y1=top - height, x2=right, y2=top)
        down += decree.mm(STEP_MM)
