"""Reporting periods: the days on which data are closed (Decree 09/2019/NĐ-CP, article 12).

A period is named for the month, quarter, half-year or year it reports on, and its data run from the
15th to the 14th, in Vietnam time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from auth.service import VIETNAM, vietnam_day
from services.errors import PeriodMalformed

_FORM = re.compile(r"(?P<year>\d{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>\d{2})))?")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_OPENS, _CLOSES = 15, 14
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` are both inside; days in Vietnam."""

    code: str
    first: date
    last: date

    def reference_day(self, today: date) -> date:
        """The day on which a state is read: the period's last one, or today while it runs."""
        return min(self.last, today)

    @property
    def months(self) -> Sequence[date]:
        """The months it is made of, by their first day: what is closed on the 14th of each."""
        return _months_of(self.first, self.last)


def parse_period(code: str) -> Period:
    """`2024`, `2024-H1`, `2024-Q4` or `2024-11`. Raises `PeriodMalformed`."""
    found = _FORM.fullmatch(code) if code.isascii() else None
    if found is None:
        raise PeriodMalformed(code)
    year = int(found["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise PeriodMalformed(code)
    if found["half"]:
        return _ending(code, year, int(found["half"]) * 6, months=6)
    if found["quarter"]:
        return _ending(code, year, int(found["quarter"]) * 3, months=3)
    if found["month"]:
        month = int(found["month"])
        if not 1 <= month <= _DECEMBER:
            raise PeriodMalformed(code)
        return _ending(code, year, month, months=1)
    return _ending(code, year, _DECEMBER, months=12)


def period_before(period: Period) -> Period:
    """The one of the same length that ends the day before."""
    months = len(period.months)
    last = period.first - timedelta(days=1)
    return _ending(_code_of(last, months), last.year, last.month, months=months)


def year_before(period: Period) -> Period:
    """The same months, a year earlier."""
    year, dash, part = period.code.partition("-")
    code = f"{int(year) - 1}{dash}{part}"
    return _ending(code, period.last.year - 1, period.last.month, months=len(period.months))


def year_of(day: date) -> Period:
    """The reporting year that `day` belongs to: 15 December opens the next one."""
    return parse_period(str(_named_for(day).year))


@lru_cache(maxsize=512)
def ending_with(month: Period) -> Sequence[Period]:
    """The periods that end with this month, the shortest first; itself is one of them."""
    last = month.last
    return tuple(
        _ending(_code_of(last, months), last.year, last.month, months=months)
        for months in (1, 3, 6, 12)
        if last.month % months == 0
    )


def months_until(day: date, count: int) -> list[Period]:
    """The `count` monthly periods up to the one `day` belongs to, oldest first."""
    return list(islice(_months_back(day), count))[::-1]


def month_opens(month: date) -> date:
    """The first day that is reported in the month of this first day."""
    return _shifted(month.year, month.month, -1).replace(day=_OPENS)


def end_of_day(day: date) -> datetime:
    """The instant at which `day` is over in Vietnam, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, VIETNAM).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM).astimezone(UTC)


def reference_instant(day: date, now: datetime) -> datetime:
    """When `day` is over, or `now` while it still runs."""
    return now if vietnam_day(now) <= day else end_of_day(day)


@lru_cache(maxsize=512)
def _months_of(first: date, last: date) -> Sequence[date]:
    number = (last.year - first.year) * _DECEMBER + last.month - first.month
    return tuple(_shifted(last.year, last.month, -back) for back in reversed(range(number)))


def _code_of(last: date, months: int) -> str:
    """`last`: a day of the period's last month."""
    part = {
        12: "",
        6: f"-H{last.month // 6}",
        3: f"-Q{last.month // 3}",
        1: f"-{last.month:02d}",
    }[months]
    return f"{last.year}{part}"


def _months_back(day: date) -> Iterator[Period]:
    while True:
        named = _named_for(day)
        month = _ending(f"{named.year}-{named.month:02d}", named.year, named.month, months=1)
        yield month
        day = month.first - timedelta(days=1)


def _named_for(day: date) -> date:
    """The first of the month that `day` is reported in."""
    return day.replace(day=1) if day.day <= _CLOSES else _shifted(day.year, day.month, 1)


def _ending(code: str, year: int, month: int, *, months: int) -> Period:
    """The period of `months` whose last month is `month`."""
    return Period(
        code=code,
        first=_shifted(year, month, -months).replace(day=_OPENS),
        last=date(year, month, _CLOSES),
    )


def _shifted(year: int, month: int, by: int) -> date:
    """The first day of the month `by` months away."""
    years, month_before = divmod(month - 1 + by, _DECEMBER)
    return date(year + years, month_before + 1, 1)
