"""Working days in Vietnam, and the terms that Decision 45/2018 counts in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from auth.service import vietnam_day
from meetings.models.states import MeetingKind

_TABLE = Path(__file__).parent / "data" / "holidays.yaml"
INVITATION_WORKING_DAYS = 3
CONCLUSION_WORKING_DAYS = 5
_SATURDAY = 5
_HALF_DAY = timedelta(hours=4)

# Decision 45/2018: the longest a meeting of each kind may take, in working days.
LONGEST_DAYS: Mapping[MeetingKind, float] = {
    MeetingKind.ADVISORY: 0.5,
    MeetingKind.WORK_SOLVING: 0.5,
    MeetingKind.BRIEFING: 0.5,
    MeetingKind.COORDINATION: 0.5,
    MeetingKind.PROFESSIONAL: 1,
    MeetingKind.REVIEW: 1,
    MeetingKind.THEMATIC: 1,
    MeetingKind.TRAINING: 2,
}


@dataclass(frozen=True, slots=True)
class Holidays:
    """`off`: no work although it is a weekday; `worked`: a Saturday worked in exchange."""

    off: frozenset[date]
    worked: frozenset[date]


@cache
def holidays() -> Holidays:
    """The table of the data file: Labour Code 2019, article 112, and the yearly notices."""
    rows: list[dict[str, Any]] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))["years"]
    return Holidays(
        off=frozenset(day for row in rows for day in row["free"]),
        worked=frozenset(day for row in rows for day in row.get("worked", ())),
    )


def is_working_day(day: date) -> bool:
    known = holidays()
    return day in known.worked or (day.weekday() < _SATURDAY and day not in known.off)


def move_working_days(day: date, number: int) -> date:
    """The working day `number` working days after `day`; before it where negative."""
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def latest_invitation_day(starts_at: datetime) -> date:
    """Participants hear of it at least three working days before (Decision 45/2018)."""
    return move_working_days(vietnam_day(starts_at), -INVITATION_WORKING_DAYS)


def conclusion_due_day(closed_at: datetime) -> date:
    """The conclusion is announced in writing within five working days (Decision 45/2018)."""
    return move_working_days(vietnam_day(closed_at), CONCLUSION_WORKING_DAYS)


def working_days_until(day: date, *, today: date) -> int:
    """How many working days are left after `today`; negative once `day` is over."""
    first, last = sorted((day, today))
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    number = sum(map(is_working_day, days))
    return number if day >= today else -number


def is_longer_than_allowed(kind: MeetingKind, starts_at: datetime, ends_at: datetime) -> bool:
    """More than half a working day, one or two, as Decision 45/2018 has it for the kind."""
    longest = LONGEST_DAYS[kind]
    first, last = vietnam_day(starts_at), vietnam_day(ends_at)
    if longest < 1:
        return ends_at - starts_at > _HALF_DAY
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(map(is_working_day, days)) > longest
