"""A question for figures: which period, whose, and what it is held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.service import vietnam_day
from services.periods import (
    Period,
    ending_with,
    months_until,
    parse_period,
    period_before,
    year_before,
    year_of,
)
from services.statistics import access
from services.statistics.access import Scope

# A year of months that are over, and the one that runs: so the same month of last year is seen.
TREND_MONTHS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked. None: the running year; the widest agency; the same period a year earlier."""

    period: str | None
    against: str | None
    agency_id: UUID | None
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A period and a scope, as they stand at one moment.

    `months`: the trend, oldest first. `previous`: the period before; `against`: what it is
    compared with.
    """

    period: Period
    months: Sequence[Period]
    previous: Period
    against: Period
    scope: Scope
    now: datetime

    @property
    def today(self) -> date:
        return vietnam_day(self.now)

    @property
    def periods(self) -> list[Period]:
        """All that is counted for it."""
        return [self.period, self.previous, self.against, *self.months]

    @property
    def reported_periods(self) -> list[Period]:
        """Those, and the longer ones that agencies may have reported in place of a month."""
        return [*self.periods, *(one for month in self.months for one in ending_with(month))]


async def ask(*, session: AsyncSession, actor: Actor, wanted: Wanted, now: datetime) -> Question:
    """Check the question. Raises `PeriodMalformed`, `AgencyMissing`."""
    today = vietnam_day(now)
    period = year_of(today) if wanted.period is None else parse_period(wanted.period)
    against = year_before(period) if wanted.against is None else parse_period(wanted.against)
    return Question(
        period=period,
        months=months_until(period.reference_day(today), TREND_MONTHS),
        previous=period_before(period),
        against=against,
        scope=await access.access_scope(session, actor, wanted.agency_id, alone=wanted.alone),
        now=now,
    )
