"""Adding up: the counts of months make those of every period, for one agency or many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from auth.service import vietnam_day
from services.periods import Period, month_opens
from services.statistics.registers import BY_MOMENT, Register
from services.statistics.repository import registers
from services.statistics.repository.registers import Group, Tally
from services.statistics.repository.reported import Numbers, sum_reported


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of several months, read at once: added up by level, or agency by agency."""

    today: date
    by_level: bool
    _months: Mapping[tuple[str, Group, date], Tally]
    _reported: Mapping[tuple[str, Group, str], Numbers]
    _known: dict[tuple[Register, frozenset[Group], Period], Tally] = field(default_factory=dict)

    def groups(self, agencies: Iterable[Agency]) -> frozenset[Group]:
        """What these are counted under; by level, they are all those of their levels."""
        return frozenset(agency.level if self.by_level else agency.id for agency in agencies)

    def of(self, register: Register, groups: frozenset[Group], period: Period) -> Tally:
        """Records by reason. Several indicators ask for the same."""
        known = self._known.get((register, groups, period))
        if known is None:
            known = self._known[register, groups, period] = Tally()
            for month in counted_months(register, period, self.today):
                for group in groups:
                    for reason, count in self._months.get((register, group, month), {}).items():
                        known[reason] += count
        return known

    def reported(self, code: str, groups: frozenset[Group], period: Period) -> Numbers:
        """The sums of both numbers that agencies reported for this very period."""
        found = [self._reported.get((code, group, period.code), (0, 0)) for group in groups]
        return sum(one for one, _ in found), sum(of for _, of in found)


async def read_counts(  # noqa: PLR0913 - a question has these parts
    session: AsyncSession,
    wanted: Collection[Register],
    *,
    agency_ids: Collection[UUID],
    by_level: bool,
    periods: Collection[Period],
    codes: Collection[str],
    reported_periods: Collection[Period],
    now: datetime,
) -> Counts:
    """What is needed for all of these periods; `codes`: the indicators that agencies report."""
    today = vietnam_day(now)
    months = {month for period in periods for month in period.months if month_opens(month) <= today}
    found = await registers.tally_months(
        session, wanted, agency_ids=agency_ids, months=months, by_level=by_level
    )
    reported: Mapping[tuple[str, Group, str], Numbers] = {}
    if codes:
        reported = await sum_reported(
            session,
            codes,
            agency_ids=agency_ids,
            periods={period.code for period in reported_periods},
            at=now,
            by_level=by_level,
        )
    return Counts(today, by_level, found, reported)


@lru_cache(maxsize=2048)
def counted_months(register: Register, period: Period, today: date) -> Sequence[date]:
    """Whose records a period counts: of all its months, or as it stood in the last that has begun.

    Nothing of a period that is still to come.
    """
    begun = tuple(month for month in period.months if month_opens(month) <= today)
    return begun[-1:] if register in BY_MOMENT else begun
