"""Adding up: the counts of months make those of every period, for one agency or many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from auth.service import vietnam_day
from services.periods import Period, month_opens
from services.statistics.registers import BY_MOMENT, Register
from services.statistics.repository import registers
from services.statistics.repository.registers import Group, Tally
from services.statistics.repository.reported import Reported, list_reported


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of several months, read at once: added up by level, or agency by agency."""

    today: date
    by_level: bool
    _months: Mapping[tuple[str, Group, date], Tally]
    _reported: Mapping[tuple[str, str], Sequence[Reported]]

    def of(self, register: Register, agencies: Iterable[Agency], period: Period) -> Tally:
        """Records by reason; by level, the agencies are all those of their levels."""
        months = counted_months(register, period, self.today)
        total = Tally()
        for group in {agency.level if self.by_level else agency.id for agency in agencies}:
            for month in months:
                total.update(self._months.get((register, group, month), {}))
        return total

    def reported(self, code: str, agencies: Iterable[Agency], period: Period) -> tuple[int, int]:
        """The sums of both numbers that agencies reported for this very period."""
        rows = self._reported.get((code, period.code))
        if not rows:
            return 0, 0
        wanted = {agency.id for agency in agencies}
        values = [row for row in rows if row.agency_id in wanted]
        return sum(one.numerator for one in values), sum(one.denominator for one in values)


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
    values = await list_reported(
        session,
        codes,
        agency_ids=agency_ids,
        periods={period.code for period in reported_periods},
        at=now,
    )
    reported: dict[tuple[str, str], list[Reported]] = defaultdict(list)
    for row in values:
        reported[row.indicator_code, row.period].append(row)
    return Counts(today, by_level, found, reported)


def counted_months(register: Register, period: Period, today: date) -> list[date]:
    """Whose records a period counts: of all its months, or as it stood in the last that has begun.

    Nothing of a period that is still to come.
    """
    begun = [month for month in period.months if month_opens(month) <= today]
    return begun[-1:] if register in BY_MOMENT else begun
