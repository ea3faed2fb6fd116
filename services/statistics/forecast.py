"""Where a share will stand when a target falls due, if it goes on as it has.

Method. A straight line is laid through the shares of the newest reporting months that are over, at
most `MONTHS` of them, by least squares in which a month weighs as much as it has records. The line
is followed to the last month of the target's year and never leaves 0 to 100 percent. With fewer
than `FEWEST` months that have records nothing is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

MONTHS = 12
FEWEST = 6


class Outlook(StrEnum):
    """`EXPECTED`: there is a forecast; otherwise why there is none."""

    EXPECTED = "expected"
    TOO_FEW_MONTHS = "too_few_months"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Observed:
    """What a month that is over had: records counted, of how many."""

    month: date
    counted: int
    total: int


def observed(months: Sequence[Observed]) -> list[Observed]:
    """Those the line is laid through: of the newest `MONTHS`, oldest first, those with records."""
    return [one for one in months[-MONTHS:] if one.total]


def line_through(months: Sequence[Observed]) -> Callable[[date], Fraction] | None:
    """The expected percent of a month, by its first day; None: too few months for a line."""
    if len(months) < FEWEST:
        return None
    # The normal equations in whole numbers: x is the month's, y the share, w what it weighs.
    at = [(_number(one.month), one) for one in months]
    w = sum(one.total for _, one in at)
    wx = sum(x * one.total for x, one in at)
    wy = sum(100 * one.counted for _, one in at)
    run = w * sum(x * x * one.total for x, one in at) - wx * wx
    rise = w * sum(100 * x * one.counted for x, one in at) - wx * wy

    def expected(month: date) -> Fraction:
        share = Fraction(wy * run + rise * (w * _number(month) - wx), w * run)
        return max(Fraction(0), min(Fraction(100), share))

    return expected


def _number(month: date) -> int:
    return month.year * 12 + month.month
