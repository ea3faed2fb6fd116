"""Agencies under one another: a bar each, with the target, the value and the status in a word."""

from collections.abc import Sequence

from services.charts.drawing import (
    COLOURS,
    FAINT,
    INK,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    Picture,
    lines_of,
    share_of,
)
from services.charts.values import Judged, Mark

_LEFT, _RIGHT, _TOP = 216.0, 196.0, 30.0
_ROW, _BAR = 38.0, 18.0
_BEFORE = 8.0
_LINE = 15.0


def bars(
    name: str, *, title: str, about: str, rows: Sequence[Judged], target: Mark | None = None
) -> str:
    """`before` of a row is a thin hollow bar below the other."""
    height = _TOP + len(rows) * _ROW + 6
    picture = Picture.begin(name, title=title, about=about, height=height)
    for index, row in enumerate(rows):
        _draw(picture, row, _TOP + index * _ROW + _ROW / 2)
    if target:
        x = _reach(target.value)
        picture.line((x, _TOP - 4), (x, height - 6), stroke=INK, stroke_width="1.5",
                     stroke_dasharray="2 4")  # fmt: skip
        picture.text(x, _TOP - 12, target.said, size=SMALL, text_anchor="middle")
    return picture.written()


def _draw(picture: Picture, row: Judged, middle: float) -> None:
    label = lines_of(row.label, width=_LEFT - 12, size=14, most=2)
    for index, part in enumerate(label):
        y = middle + 5 + (index - (len(label) - 1) / 2) * _LINE
        picture.text(_LEFT - 10, y, part, size=14, text_anchor="end")
    top = middle - (_BAR + (_BEFORE if row.before else 0)) / 2
    picture.box(_LEFT, top, WIDTH - _LEFT - _RIGHT, _BAR, fill=FAINT)
    if row.value is not None:
        picture.box(_LEFT, top, _reach(row.value) - _LEFT, _BAR, fill=COLOURS[row.tone])
    if row.before and row.before.value is not None:
        picture.box(_LEFT, top + _BAR + 1, _reach(row.before.value) - _LEFT, _BEFORE - 2,
                    fill=PAPER, stroke=SOFT, stroke_width="1.5")  # fmt: skip
    x = WIDTH - _RIGHT + 10
    picture.text(x + 52, middle + 5, row.said, font_weight="bold", text_anchor="end")
    picture.shape(row.tone, x + 68, middle)
    picture.text(x + 82, middle + 5, row.word, size=SMALL)


def _reach(value: float) -> float:
    return _LEFT + share_of(value) * (WIDTH - _LEFT - _RIGHT)
