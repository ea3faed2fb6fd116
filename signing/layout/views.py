"""A page as it is shown: cropped and turned upright; pure, knows no PDF library.

Everything of :mod:`signing.layout` counts in points from the lower left corner of what is
shown, so that a page that lies on its side or is cropped reads like any other. Only a
field's rectangle is in the page's own coordinates (ISO 32000-1, 8.3.2.3, 12.5.2).
"""

from dataclasses import dataclass

from signing.models import Placement

Box = tuple[float, float, float, float]

QUARTER, HALF, THREE_QUARTERS = 90, 180, 270


@dataclass(frozen=True, kw_only=True)
class PageView:
    """The visible part of a page in its own coordinates, and how far it is turned clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn in {QUARTER, THREE_QUARTERS} else (width, height)

    def sheet(self, page: int) -> Placement:
        """All that is shown of page ``page``."""
        width, height = self.size
        return Placement(page=page, x1=0, y1=0, x2=width, y2=height)

    def shown_point(self, x: float, y: float) -> tuple[float, float]:
        """From the page's coordinates to those of the page as shown."""
        match self.turn:
            case 90:
                return y - self.bottom, self.right - x
            case 180:
                return self.right - x, self.top - y
            case 270:
                return self.top - y, x - self.left
        return x - self.left, y - self.bottom

    def shown_box(self, box: Box) -> Box:
        """Left, bottom, right and top as shown."""
        x1, y1, x2, y2 = box
        if not self.turn and x1 <= x2 and y1 <= y2:  # the usual one: a page has 3,000 letters
            return x1 - self.left, y1 - self.bottom, x2 - self.left, y2 - self.bottom
        return _ordered(self.shown_point(box[0], box[1]), self.shown_point(box[2], box[3]))

    def on_page(self, placement: Placement) -> Placement:
        """From what is shown to the page's own coordinates."""
        x1, y1, x2, y2 = _ordered(
            self._page_point(placement.x1, placement.y1),
            self._page_point(placement.x2, placement.y2),
        )
        return Placement(page=placement.page, x1=x1, y1=y1, x2=x2, y2=y2)

    def _page_point(self, x: float, y: float) -> tuple[float, float]:
        match self.turn:
            case 90:
                return self.right - y, x + self.bottom
            case 180:
                return self.right - x, self.top - y
            case 270:
                return y + self.left, self.top - x
        return x + self.left, y + self.bottom


def _ordered(one: tuple[float, float], other: tuple[float, float]) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[0], other[0]),
        max(one[1], other[1]),
    )
