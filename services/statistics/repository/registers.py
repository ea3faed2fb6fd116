"""Reading the registers' memory: the counts of months, and the records one by one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, AgencyLevel
from services.statistics.models.memory import RegisterMonth
from services.statistics.registers import Register

Tally = Counter[str]
Group = UUID | AgencyLevel

# Titles and times are the register's own, today; what was counted is the memory's.
_RECORDS = """
    WITH held AS (
        SELECT record_id, agency_id, day, place, reason FROM register_record
        WHERE name = :name AND until IS NULL AND agency_id = ANY(:agency_ids)
          AND month = ANY(:months)
          AND (CAST(:wanted AS boolean) IS NULL OR (reason = ANY(:reasons)) = :wanted)
          AND (CAST(:day AS date) IS NULL OR day < :day OR (day = :day
               AND (place, record_id, agency_id) > (
                   (SELECT max(place) FROM register_record
                    WHERE name = :name AND record_id = :record_id),
                   CAST(:record_id AS uuid), CAST(:agency_id AS uuid))))
        ORDER BY day DESC, place, record_id, agency_id
        LIMIT :limit
    )
    {shown}
"""
_RECORD = """
    WITH held AS (
        SELECT record_id, agency_id, day, place, reason FROM register_record
        WHERE name = :name AND until IS NULL AND record_id = :record_id
          AND agency_id = ANY(:agency_ids) AND month = ANY(:months)
        ORDER BY day DESC, agency_id
        LIMIT 1
    )
    {shown}
"""
_SHOWN = """
    SELECT h.record_id AS id, coalesce(v.title, '') AS title, v.number_and_symbol, h.day, v.at,
           h.agency_id, a.name AS agency_name, h.reason
    FROM held h JOIN agency a ON a.id = h.agency_id
    LEFT JOIN LATERAL (
        SELECT title, number_and_symbol, at FROM register_{name} v WHERE v.id = h.record_id LIMIT 1
    ) v ON true
    ORDER BY h.day DESC, h.place, h.record_id, h.agency_id
"""


_LAGS = """
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY value),
           percentile_disc(0.95) WITHIN GROUP (ORDER BY value)
    FROM register_record
    WHERE name = :name AND until IS NULL AND agency_id = ANY(:agency_ids)
      AND month = ANY(:months)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a denominator. `at`: None where the register has only a day."""

    id: UUID
    title: str
    number_and_symbol: str | None
    day: date
    at: datetime | None
    agency_id: UUID
    agency_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in its list."""

    day: date
    record_id: UUID
    agency_id: UUID


async def tally_months(
    session: AsyncSession,
    registers: Collection[Register],
    *,
    agency_ids: Collection[UUID],
    months: Collection[date],
    by_level: bool,
) -> dict[tuple[str, Group, date], Tally]:
    """Records by reason, for each register, agency (or level of agencies) and month that has any.

    Added up here, a district's dashboard is some hundred rows; agency by agency it is ten thousand.
    """
    counts = RegisterMonth
    group: Any = col(Agency.level) if by_level else col(Agency.id)
    keys = (col(counts.name), group, col(counts.month), col(counts.reason))
    query = (
        select(*keys, func.sum(col(counts.count)))
        .join(Agency, col(Agency.id) == counts.agency_id)
        .where(
            col(counts.name).in_(registers),
            col(counts.agency_id).in_(agency_ids),
            col(counts.month).in_(months),
            col(counts.count) > 0,
        )
        .group_by(*keys)
    )
    tallies: dict[tuple[str, Group, date], Tally] = defaultdict(Tally)
    for name, of, month, reason, count in await (await session.connection()).execute(query):
        tallies[name, of, month][reason] = int(count)
    return tallies


async def read_lags(
    session: AsyncSession,
    register: Register,
    *,
    agency_ids: Collection[UUID],
    months: Collection[date],
) -> tuple[float, float] | None:
    """The value that half of the records, and 95 % of them, do not exceed; None: no records."""
    values = {"name": str(register), "agency_ids": list(agency_ids), "months": list(months)}
    found = await (await session.connection()).execute(text(_LAGS), values)
    p50, p95 = found.one()
    return None if p50 is None else (p50, p95)


async def list_records(  # noqa: PLR0913 - a list has its filter and its place
    session: AsyncSession,
    register: Register,
    *,
    agency_ids: Sequence[UUID],
    months: Sequence[date],
    condition: tuple[frozenset[str], bool] | None,
    after: Place | None,
    limit: int,
) -> list[Record]:
    """Newest day first, people by name. `condition`: reasons, and whether rows shall have one."""
    reasons, wanted = condition or (frozenset[str](), None)
    values: dict[str, Any] = {
        "name": str(register), "agency_ids": list(agency_ids), "months": list(months),
        "reasons": list(reasons), "wanted": wanted, "limit": limit,
        "day": after and after.day,
        "record_id": after and after.record_id, "agency_id": after and after.agency_id,
    }  # fmt: skip
    return await _read(session, _RECORDS, register, values)


async def find_record(
    session: AsyncSession,
    register: Register,
    record_id: UUID,
    *,
    agency_ids: Sequence[UUID],
    months: Sequence[date],
) -> Record | None:
    values = {
        "name": str(register), "record_id": record_id, "agency_ids": list(agency_ids),
        "months": list(months),
    }  # fmt: skip
    found = await _read(session, _RECORD, register, values)
    return found[0] if found else None


async def _read(
    session: AsyncSession, template: str, register: Register, values: dict[str, Any]
) -> list[Record]:
    statement = template.format(shown=_SHOWN.format(name=register))
    found = await (await session.connection()).execute(text(statement), values)
    return [Record(**dict(row)) for row in found.mappings()]
