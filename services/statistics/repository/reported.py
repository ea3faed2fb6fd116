"""What agencies reported and the office that consolidates accepted: the view `reported_value`.

An accepted value holds from `since` until it was returned; of several for one period the newest
acceptance counts. So what counted at any moment can be read again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.statistics.repository.registers import Group

Numbers = tuple[int, int]

_VALUES = """
    SELECT DISTINCT ON (v.indicator_code, v.agency_id, v.period)
           v.indicator_code, v.agency_id, a.name AS agency_name, a.level, v.period, v.numerator,
           v.denominator, v.report_id, v.title, v.number_and_symbol, v.digest, v.since
    FROM reported_value v JOIN agency a ON a.id = v.agency_id
    WHERE v.indicator_code = ANY(:codes) AND v.agency_id = ANY(:agency_ids)
      AND v.period = ANY(:periods) AND v.since <= :at AND (v.until IS NULL OR v.until > :at)
    ORDER BY v.indicator_code, v.agency_id, v.period, v.since DESC
"""
_SUMS = """
    SELECT indicator_code AS code, {of} AS of, period,
           sum(numerator)::bigint AS numerator, sum(denominator)::bigint AS denominator
    FROM ({values}) v GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """`digest`: SHA-256 of the signed report; `since`: when it was accepted."""

    indicator_code: str
    agency_id: UUID
    agency_name: str
    period: str
    numerator: int
    denominator: int
    report_id: UUID
    title: str
    number_and_symbol: str | None
    digest: str
    since: datetime


async def list_reported(
    session: AsyncSession,
    codes: Collection[str],
    *,
    agency_ids: Collection[UUID],
    periods: Collection[str],
    at: datetime,
) -> list[Reported]:
    """What counted at that moment, by indicator, agency and period."""
    found = await _execute(session, _VALUES, codes, agency_ids, periods, at)
    names = [field.name for field in fields(Reported)]
    return [Reported(**{name: row[name] for name in names}) for row in found]


async def sum_reported(
    session: AsyncSession,
    codes: Collection[str],
    *,
    agency_ids: Collection[UUID],
    periods: Collection[str],
    at: datetime,
    by_level: bool,
) -> dict[tuple[str, Group, str], Numbers]:
    """The same added up, for each indicator, agency (or level of agencies) and period."""
    sums = _SUMS.format(of="level" if by_level else "agency_id", values=_VALUES)
    found = await _execute(session, sums, codes, agency_ids, periods, at)
    return {
        (row["code"], row["of"], row["period"]): (row["numerator"], row["denominator"])
        for row in found
    }


async def _execute(
    session: AsyncSession,
    statement: str,
    codes: Collection[str],
    agency_ids: Collection[UUID],
    periods: Collection[str],
    at: datetime,
) -> Sequence[RowMapping]:
    values = {
        "codes": list(codes), "agency_ids": list(agency_ids), "periods": list(periods), "at": at
    }  # fmt: skip
    found = await (await session.connection()).execute(text(statement), values)
    return found.mappings().all()
