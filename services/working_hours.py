"""Working hours as an office sets them, and the spans of a period that lie outside them."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from auth.service import VIETNAM
from meetings.calendar import is_working_day

Hours = Sequence[tuple[time, time]]
Span = tuple[datetime, datetime]
_PART = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def parse_hours(text: str) -> Hours:
    """`07:00-11:30,13:30-17:00`, in order. Raises ValueError."""
    found = [_PART.fullmatch(part.strip()) for part in text.split(",")]
    parts = [
        (time(int(one[1]), int(one[2])), time(int(one[3]), int(one[4]))) for one in found if one
    ]
    edges = [edge for part in parts for edge in part]
    if None in found or edges != sorted(set(edges)):
        raise ValueError(f"working hours: write 07:00-11:30,13:30-17:00, not {text}")
    return parts


def spans_outside(hours: Hours, *, since: date, until: date) -> list[Span]:
    """When nobody is expected to work, newest first: from `since` to the end of `until`."""
    spans: list[Span] = []
    open_from = day_begins(since)
    for number in range((until - since).days + 1):
        day = since + timedelta(days=number)
        for begins, ends in hours if is_working_day(day) else ():
            spans.append((open_from, _moment(day, begins)))
            open_from = _moment(day, ends)
    spans.append((open_from, day_ends(until)))
    return [span for span in reversed(spans) if span[0] < span[1]]


def day_begins(day: date) -> datetime:
    """The instant at which `day` begins in Vietnam, in UTC."""
    return _moment(day, time.min)


def day_ends(day: date) -> datetime:
    return _moment(day + timedelta(days=1), time.min)


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, VIETNAM).astimezone(UTC)
