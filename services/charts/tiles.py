"""Agencies side by side: a tile each, with the value, and the status as a shape and a word."""

from collections.abc import Sequence

from services.charts.drawing import (
    COLOURS,
    INK,
    LARGE,
    PAPER,
    SMALL,
    WIDTH,
    Picture,
    clean,
    lines_of,
)
from services.charts.values import Judged

COLUMNS = 4
_GAP = 10.0
_SIDE = (WIDTH - (COLUMNS - 1) * _GAP) / COLUMNS
_TALL = 104.0
_INSIDE = 12.0


def tiles(name: str, *, title: str, about: str, rows: Sequence[Judged]) -> str:
    """In the order given, row by row. Tiles with a `link` are links; a picture without is one."""
    lines = -(-len(rows) // COLUMNS)
    role = "group" if any(row.link for row in rows) else "img"
    height = max(1, lines * (_TALL + _GAP) - _GAP) + 4
    picture = Picture.begin(name, title=title, about=about, height=height, role=role)
    for index, row in enumerate(rows):
        down, across = divmod(index, COLUMNS)
        # Inside its link, where it has one.
        tile = picture.inside("a", href=clean(row.link)) if row.link else picture
        _draw(tile, row, across * (_SIDE + _GAP), down * (_TALL + _GAP) + 2)
    return picture.written()


def _draw(picture: Picture, row: Judged, x: float, y: float) -> None:
    colour = COLOURS[row.tone]
    picture.box(x + 1, y, _SIDE - 2, _TALL, fill=PAPER, stroke=colour, stroke_width="1.5")
    picture.box(x + 1, y, 6, _TALL, fill=colour)
    for index, part in enumerate(lines_of(row.label, width=_SIDE - 30, size=14, most=2)):
        picture.text(x + _INSIDE + 6, y + 22 + index * 16, part, size=14)
    picture.text(x + _INSIDE + 6, y + 70, row.said, size=LARGE, font_weight="bold", fill=INK)
    picture.shape(row.tone, x + _INSIDE + 15, y + 87)
    picture.text(x + _INSIDE + 30, y + 92, row.word, size=SMALL)
