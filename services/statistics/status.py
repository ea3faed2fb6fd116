"""How far a share is from its target, in one of five words; a guard has two of its own.

Method. A target met is `met`, whenever that is. Until the day the target falls due (the end of
the reporting year it is set for) a share is judged by its pace: against a straight line from zero,
on the first day of the plan's first year, up to the target on that day. No base value was measured
when the plan began, so zero is taken. At 95 % of the line or more it is `on_track`, at 50 % or more
`at_risk`, below `behind`: the limits that Open SDG's progress method, taken from Statistics Canada,
sets for required growth. Once the day has passed there is no pace left: at 95 % of the target
`at_risk`, otherwise `behind`.

A target of "exactly" (`=`) is a share to be reached: going beyond it does not fail it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.periods import parse_period

PLAN_BEGAN = date(2022, 1, 1)
ON_TRACK = Fraction(95, 100)
AT_RISK = Fraction(50, 100)


class Status(StrEnum):
    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    NO_DATA = "no_data"
    CLEAR = "clear"
    FOUND = "found"


class Operator(StrEnum):
    AT_LEAST = ">="
    MORE_THAN = ">"
    EXACTLY = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A target as a figure is judged by it. `value` in percent."""

    value: Fraction
    operator: Operator
    year: int


def judge(*, counted: int, total: int, aim: Aim | None, day: date) -> Status:
    """The status on `day`, the last one that was counted."""
    if total == 0 or aim is None:
        return Status.NO_DATA
    share = Fraction(100 * counted, total)
    if is_met(share, aim):
        return Status.MET
    due = parse_period(str(aim.year)).last
    if day > due:
        return Status.AT_RISK if share >= ON_TRACK * aim.value else Status.BEHIND
    line = aim.value * Fraction((day - PLAN_BEGAN).days, (due - PLAN_BEGAN).days)
    if share >= ON_TRACK * line:
        return Status.ON_TRACK
    return Status.AT_RISK if share >= AT_RISK * line else Status.BEHIND


def judge_guard(*, found: int, total: int) -> Status:
    """A guard has no target: it found something, or nothing."""
    if total == 0:
        return Status.NO_DATA
    return Status.FOUND if found else Status.CLEAR


def is_met(share: Fraction, aim: Aim) -> bool:
    return share > aim.value if aim.operator is Operator.MORE_THAN else share >= aim.value
