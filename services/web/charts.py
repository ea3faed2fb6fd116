"""Where the points of a small chart lie. Drawing is the template's: SVG with classes, no styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.web.shapes.figure import TrendPoint

WIDTH = 160
HEIGHT = 40
_MARGIN = 4
_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Trend:
    """`lines` are points of polylines, `gaps` lead over months without a figure; `last`: newest."""

    width: int
    height: int
    lines: list[str]
    gaps: list[tuple[float, float, float, float]]
    dots: list[tuple[float, float]]
    last: tuple[float, float] | None
    target: float | None
    zero: float


def trend(points: Sequence[TrendPoint], target: float | None) -> Trend:
    """A line from 0 to 100 percent over the periods, oldest first."""
    step = (WIDTH - 2 * _MARGIN) / max(1, len(points) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for index, point in enumerate(points):
        if point.percent is None:
            runs.append([])
        else:
            runs[-1].append((round(_MARGIN + index * step, 1), _height_of(point.percent)))
    drawn = [run for run in runs if run]
    return Trend(
        width=WIDTH,
        height=HEIGHT,
        lines=[" ".join(f"{x},{y}" for x, y in run) for run in drawn if len(run) > 1],
        gaps=[(*before[-1], *after[0]) for before, after in pairwise(drawn)],
        dots=[run[0] for run in drawn if len(run) == 1],
        last=drawn[-1][-1] if drawn else None,
        target=None if target is None else _height_of(target),
        zero=_height_of(0.0),
    )


def gauge(value: float | None) -> float:
    """The length of a bar in percent, inside 0 to 100."""
    return 0.0 if value is None else round(max(0.0, min(_FULL, value)), 1)


def _height_of(value: float) -> float:
    usable = HEIGHT - 2 * _MARGIN
    return round(HEIGHT - _MARGIN - gauge(value) / _FULL * usable, 1)
