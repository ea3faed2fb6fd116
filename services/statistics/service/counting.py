"""The measures: how each one is counted, and which records are behind it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import TableClause
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.service import vietnam_day
from services.statistics.definitions import Measure
from services.statistics.periods import Period, reference_instant
from services.statistics.repository import registers, staff
from services.statistics.repository.registers import Record, Tally
from services.statistics.repository.staff import Moment

REGISTERS: dict[Measure, TableClause] = {
    Measure.EXCHANGE: registers.EXCHANGE,
    Measure.WORK_FILES: registers.WORK_FILES,
}


async def tally(
    session: AsyncSession,
    measure: Measure,
    *,
    agency_ids: Sequence[UUID],
    periods: Sequence[Period],
    now: datetime,
) -> list[Tally]:
    """Records by reason for each period, in one query."""
    if measure is Measure.STAFF:
        moments = [staff_moment(period, now) for period in periods]
        return await staff.tally_staff(session, agency_ids=agency_ids, moments=moments)
    return await registers.tally_days(
        session, REGISTERS[measure], agency_ids=agency_ids, periods=periods
    )


async def tally_agencies(
    session: AsyncSession,
    measure: Measure,
    *,
    agency_ids: Sequence[UUID],
    period: Period,
    now: datetime,
) -> dict[UUID, Tally]:
    """Records by reason for each agency."""
    if measure is Measure.STAFF:
        moment = staff_moment(period, now)
        return await staff.tally_staff_of_agencies(session, agency_ids=agency_ids, moment=moment)
    return await registers.tally_agencies(
        session, REGISTERS[measure], agency_ids=agency_ids, period=period
    )


def staff_moment(period: Period, now: datetime) -> Moment:
    """When the register of staff is read for a period: at its end, or now while it runs."""
    day = period.reference_day(vietnam_day(now))
    return Moment(day, reference_instant(day, now))


__all__ = ["Record", "Tally", "staff_moment", "tally", "tally_agencies"]
