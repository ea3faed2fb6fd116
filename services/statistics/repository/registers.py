"""The views that other services' registers are read through: the documented contract.

Every row of a dated register is one record of a denominator, with the one `reason` that puts it in
the numerator or keeps it out. `day` is a day in Vietnam. Made in the migration `statistics`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    String,
    TableClause,
    Uuid,
    column,
    func,
    select,
    table,
    tuple_,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from services.statistics.periods import Period

Tally = Counter[str]


def _register(name: str) -> TableClause:
    return table(
        name,
        column("id", Uuid),
        column("agency_id", Uuid),
        column("day", Date),
        column("at", DateTime(timezone=True)),
        column("title", String),
        column("number_and_symbol", String),
        column("reason", String),
    )


EXCHANGE = _register("register_exchange")
WORK_FILES = _register("register_work_file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a denominator."""

    id: UUID
    title: str
    number_and_symbol: str | None
    day: date
    at: datetime
    agency_id: UUID
    agency_name: str
    reason: str


async def tally_days(
    session: AsyncSession,
    register: TableClause,
    *,
    agency_ids: Sequence[UUID],
    periods: Sequence[Period],
) -> list[Tally]:
    """Records by reason, for each period: one query, added up by day here."""
    rows = register.c
    query = (
        select(rows.day, rows.reason, func.count())
        .where(
            rows.agency_id.in_(agency_ids),
            rows.day.between(
                min(period.first for period in periods), max(period.last for period in periods)
            ),
        )
        .group_by(rows.day, rows.reason)
    )
    tallies = [Tally() for _ in periods]
    found = await (await session.connection()).execute(query)
    for day, reason, count in found.all():
        for period, tally in zip(periods, tallies, strict=True):
            if period.first <= day <= period.last:
                tally[reason] += count
    return tallies


async def tally_agencies(
    session: AsyncSession, register: TableClause, *, agency_ids: Sequence[UUID], period: Period
) -> dict[UUID, Tally]:
    """Records by reason, for each agency that has any."""
    rows = register.c
    query = (
        select(rows.agency_id, rows.reason, func.count())
        .where(_within(rows, agency_ids, period))
        .group_by(rows.agency_id, rows.reason)
    )
    tallies: dict[UUID, Tally] = defaultdict(Tally)
    found = await (await session.connection()).execute(query)
    for agency_id, reason, count in found.all():
        tallies[agency_id][reason] = count
    return tallies


async def list_records(  # noqa: PLR0913 - a list has its filter and its place
    session: AsyncSession,
    register: TableClause,
    *,
    agency_ids: Sequence[UUID],
    period: Period,
    condition: tuple[str, bool] | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> list[Record]:
    """Newest day first. `condition`: a reason, and whether rows shall have it or lack it."""
    rows = register.c
    query: Select[Any] = (
        select(*rows, col(Agency.name).label("agency_name"))
        .join_from(register, Agency, col(Agency.id) == rows.agency_id)
        .where(_within(rows, agency_ids, period))
        .order_by(rows.day.desc(), rows.id.desc())
        .limit(limit)
    )
    if condition is not None:
        reason, wanted = condition
        query = query.where((rows.reason == reason) if wanted else (rows.reason != reason))
    if after is not None:
        query = query.where(tuple_(rows.day, rows.id) < tuple_(*after))
    found = await (await session.connection()).execute(query)
    return [
        Record(**{name: row[name] for name in Record.__dataclass_fields__})
        for row in found.mappings()
    ]


def _within(rows: Any, agency_ids: Sequence[UUID], period: Period) -> ColumnElement[bool]:
    inside: ColumnElement[bool] = rows.agency_id.in_(agency_ids) & rows.day.between(
        period.first, period.last
    )
    return inside
