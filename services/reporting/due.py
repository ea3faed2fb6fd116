"""When the reports of a period are due.

Data are closed on the period's last day (Decree 09/2019/NĐ-CP, article 12); between that and the
day a report is due lies at least one working day (article 8.5); what goes up to the Government is
due on the 25th of the period's last month (article 13), so agencies below report no later. The
yearly report of the plan goes to the province before 1 December, before the year's data are closed:
agencies then report the year as far as it has gone. A report on one subject, or one asked for at
once, is due when the office says (article 4).
"""

from dataclasses import dataclass
from datetime import date

from meetings.calendar import move_working_days
from services.periods import Period
from services.reporting.errors import FieldRefused
from services.reporting.models.states import PeriodKind

_GIVEN = 3  # working days after closing that agencies have where nothing else is said
_AT_LEAST = 1
_TO_GOVERNMENT = 25
_LATE_OPENING = 5  # working days at most, where the days of the decree are over
_DAYS_FOR_YEARLY = 3  # working days that the office keeps for its own report before 1 December


@dataclass(frozen=True, slots=True)
class DueWindow:
    """The days on which a regular report may be due, both inside, and the one proposed."""

    first: date
    proposed: date
    last: date


def due_window(period: Period, *, today: date) -> DueWindow:
    """Opened late, a period still leaves agencies a working day."""
    if is_year(period):
        first = date(period.last.year, 11, 15)
        proposed = move_working_days(date(period.last.year, 12, 1), -_DAYS_FOR_YEARLY)
    else:
        first = move_working_days(period.last, _AT_LEAST)
        proposed = move_working_days(period.last, _GIVEN)
    last = period.last.replace(day=_TO_GOVERNMENT)
    earliest = move_working_days(today, _AT_LEAST)
    return DueWindow(
        first=max(first, today),
        proposed=max(proposed, earliest),
        last=max(last, move_working_days(today, _LATE_OPENING)),
    )


def check_due_day(kind: PeriodKind, period: Period, due_on: date, *, today: date) -> None:
    """Raise `FieldRefused` for a day that article 8.5, 12 or 13 does not allow."""
    if due_on < today:
        raise FieldRefused("due_on", "is over")
    window = due_window(period, today=today)
    if kind is PeriodKind.REGULAR and not window.first <= due_on <= window.last:
        raise FieldRefused(
            "due_on", f"a regular report is due from {window.first} to {window.last}"
        )


def is_year(period: Period) -> bool:
    return period.code.isdigit()
