"""A share through the months: what was, what is aimed at, and what is to be expected."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from services.charts.drawing import (
    ACCENT,
    FAINT,
    INK,
    NORMAL,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    Picture,
    share_of,
)
from services.charts.values import Mark, Point

HEIGHT = 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 132.0, 26.0, 34.0
_SCALE = (0, 25, 50, 75, 100)
_LABELS = 8  # on the axis at most
_APART = 18.0

Place = tuple[float, float]


def line(
    name: str,
    *,
    title: str,
    about: str,
    points: Sequence[Point],
    forecast: Sequence[Point] = (),
    target: Mark | None = None,
) -> str:
    """`forecast` goes on after the points, dashed; `said` of its last one stands at its end.

    Over months without a value the line is dotted.
    """
    picture = Picture.begin(name, title=title, about=about, height=HEIGHT)
    axis = [*points, *forecast]
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(axis) - 1)
    _draw_scale(picture)
    _draw_labels(picture, [point.label for point in axis], step)
    beside: list[tuple[float, str, str]] = []
    if target:
        y = _height_of(target.value)
        picture.line((_LEFT, y), (WIDTH - _RIGHT, y), stroke=INK, stroke_width="1.5",
                     stroke_dasharray="2 4")  # fmt: skip
        beside.append((y, target.said, INK))
    places = [_place(point, index, step) for index, point in enumerate(axis)]
    expected = _runs([None] * len(points) + places[len(points) :])
    for run in expected:
        joined = [*_newest(places[: len(points)]), *run]
        picture.path_through(joined, stroke=SOFT, stroke_width="2.5", stroke_dasharray="9 6")
        picture.dot(*run[-1], 5, fill=PAPER, stroke=SOFT, stroke_width="2")
        beside.append((run[-1][1], forecast[-1].said, SOFT))
    runs = list(_runs(places[: len(points)]))
    for before, after in pairwise(runs):
        picture.line(before[-1], after[0], stroke=ACCENT, stroke_width="1.5",
                     stroke_dasharray="1 5")  # fmt: skip
    for run in runs:
        picture.path_through(run, stroke=ACCENT, stroke_width="2.5", stroke_linejoin="round")
        for x, y in run:
            picture.dot(x, y, 3.5, fill=ACCENT)
    _say_newest(picture, points, places)
    for y, said, colour in _spread(beside):
        picture.text(WIDTH - _RIGHT + 10, y + 5, said, size=SMALL, fill=colour)
    return picture.written()


def _draw_scale(picture: Picture) -> None:
    for value in _SCALE:
        y = _height_of(value)
        picture.line((_LEFT, y), (WIDTH - _RIGHT, y), stroke=FAINT, stroke_width="1")
        said = f"{value}%" if value == _SCALE[-1] else str(value)
        picture.text(_LEFT - 6, y + 5, said, size=SMALL, fill=SOFT, text_anchor="end")


def _draw_labels(picture: Picture, labels: Sequence[str], step: float) -> None:
    """As many as have room, the newest first."""
    every = -(-len(labels) // _LABELS)
    for index in range(len(labels) - 1, -1, -every or -1):
        x = _LEFT + index * step
        picture.line((x, HEIGHT - _BOTTOM), (x, HEIGHT - _BOTTOM + 5), stroke=SOFT)
        picture.text(x, HEIGHT - _BOTTOM + 22, labels[index], size=SMALL, fill=SOFT,
                     text_anchor="middle")  # fmt: skip


def _say_newest(picture: Picture, points: Sequence[Point], places: Sequence[Place | None]) -> None:
    """The newest value in figures, where the line does not run through it."""
    known = [index for index, point in enumerate(points) if point.value is not None]
    if not known:
        return
    place = places[known[-1]]
    if place:
        x, y = place
        below = y < _TOP + 2 * NORMAL
        picture.dot(x, y, 5.5, fill=ACCENT)
        picture.text(x, y + 24 if below else y - 12, points[known[-1]].said, fill=ACCENT,
                     font_weight="bold", text_anchor="middle")  # fmt: skip


def _place(point: Point, index: int, step: float) -> Place | None:
    return None if point.value is None else (_LEFT + index * step, _height_of(point.value))


def _height_of(value: float) -> float:
    return HEIGHT - _BOTTOM - share_of(value) * (HEIGHT - _TOP - _BOTTOM)


def _newest(places: Sequence[Place | None]) -> list[Place]:
    return [place for place in places if place][-1:]


def _runs(places: Sequence[Place | None]) -> Iterator[list[Place]]:
    """What is drawn in one go: a gap where there is no value."""
    run: list[Place] = []
    for place in [*places, None]:
        if place:
            run.append(place)
        elif run:
            yield run
            run = []


def _spread(beside: list[tuple[float, str, str]]) -> Iterator[tuple[float, str, str]]:
    """The words at the right, pushed down where they would lie upon one another."""
    lowest = -_APART
    for y, said, colour in sorted(beside):
        lowest = max(y, lowest + _APART)
        yield lowest, said, colour
