"""Reporting periods that the district opens for itself and its communes, and how each answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from meetings.calendar import move_working_days
from services.demonstration.year.planning.letters import (
    COMMUNES,
    DISTRICT,
    LATE_BY,
    Done,
    Handling,
    Letter,
    Registered,
    pick,
)
from services.periods import parse_period
from services.reporting.due import due_window

#: As many letters make an office large enough to report every quarter.
QUARTERLY_FROM = 100
ASKED_BEFORE = 8  # working days before the day it is due
REPORTED_BEFORE, JUDGED_AFTER, CORRECTED_AFTER = 1, 1, 2  # working days
CLOSED_AFTER = 8  # working days

REPORTED_LATE, NEVER_REPORTED, RETURNED = 0.10, 0.05, 0.08


class Sent(StrEnum):
    """In the words of the register of reports."""

    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "missing"


@dataclass(frozen=True, slots=True)
class AskedReport:
    """`letters`: the documents that carry it, a second one where the first was returned."""

    agency: str
    sent: Sent
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A reporting period that the district opens for itself and all communes."""

    period: str
    opens: date
    due_on: date
    reports: tuple[AskedReport, ...]


def plan_rounds(year: int, *, letters: int, chance: Random) -> tuple[Round, ...]:
    """The year's, and in a large office three quarters'; their letters are numbered on."""
    codes = [f"{year}-Q{quarter}" for quarter in (1, 2, 3) if letters >= QUARTERLY_FROM]
    rounds: list[Round] = []
    number = letters
    for code in (*codes, str(year)):
        rounds.append(_round(code, number, chance))
        number += sum(len(report.letters) for report in rounds[-1].reports)
    return tuple(rounds)


def reported_numbers(
    period: str, agency: str, code: str, *, is_share: bool, mistaken: bool = False
) -> tuple[int, int]:
    """What the agency reports of an indicator; `mistaken`: in the report that is returned.

    A share has its numerator within its denominator; a growth the level of the year before.
    """
    chance = Random(f"{period} {agency} {code}")  # noqa: S311 - a story, not a secret
    of = chance.randint(40, 900)
    if is_share:
        return (of if mistaken else round(of * chance.uniform(0.45, 1.0))), of
    return round(of * chance.uniform(0.02, 0.12)), of


def _round(code: str, number: int, chance: Random) -> Round:
    period = parse_period(code)
    opens = move_working_days(due_window(period, today=period.first).proposed, -ASKED_BEFORE)
    due_on = due_window(period, today=opens).proposed
    reports = [AskedReport(DISTRICT, Sent.IN_TIME, (_carrier(number, DISTRICT, due_on, -1),))]
    for commune in COMMUNES:
        number += len(reports[-1].letters)
        reports.append(_report(commune, number, due_on, chance))
    return Round(code, opens, due_on, tuple(reports))


def _report(commune: str, number: int, due_on: date, chance: Random) -> AskedReport:
    sent = pick(
        chance, (Sent.LATE, REPORTED_LATE), (Sent.NEVER, NEVER_REPORTED), otherwise=Sent.IN_TIME
    )
    if sent is Sent.NEVER:
        return AskedReport(commune, sent, ())
    after = LATE_BY if sent is Sent.LATE else -REPORTED_BEFORE
    first = _carrier(number, commune, due_on, after)
    if chance.random() >= RETURNED:
        return AskedReport(commune, sent, (first,))
    again = _carrier(number + 1, commune, first.day, JUDGED_AFTER + CORRECTED_AFTER)
    return AskedReport(commune, sent, (first, again))


def _carrier(number: int, agency: str, day: date, after: int) -> Letter:
    """The Báo cáo itself: the district handles it as it should, and keeps its own one."""
    handled = Handling(DISTRICT, Registered.IN_TIME, assigned=True, done=Done.IN_TIME)
    return Letter(
        number=number,
        sender=agency,
        day=move_working_days(day, after),
        subject=0,
        topic=0,
        on_paper_too=False,
        sent_late=False,
        handlings=() if agency == DISTRICT else (handled,),
    )
