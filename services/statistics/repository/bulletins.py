"""Published figures, and what the registers' memory held at the edition they rest on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, text, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from services.statistics.models.bulletin import Bulletin, BulletinFigure
from services.statistics.registers import Register
from services.statistics.repository.registers import Tally

_HELD = """
    FROM register_record
    WHERE name = :name AND agency_id = ANY(:agency_ids) AND month = ANY(:months)
      AND since <= :edition AND (until IS NULL OR until > :edition)
"""
_COUNTS = f"SELECT agency_id, reason, count(*) {_HELD} GROUP BY agency_id, reason"
# One line a record, so that whoever has the list can make the hash with any tool.
_DIGESTS = f"""
    SELECT agency_id,
           encode(sha256(string_agg(record_id || ' ' || reason || E'\n', ''
                                    ORDER BY record_id, reason)::bytea), 'hex')
    {_HELD} GROUP BY agency_id
"""


async def count_at(
    session: AsyncSession,
    register: Register,
    *,
    agency_ids: Collection[UUID],
    months: Collection[date],
    edition: int,
) -> tuple[dict[UUID, Tally], dict[UUID, str]]:
    """By agency: records by reason, and the SHA-256 of the list of them, as of the edition."""
    values = {
        "name": str(register), "agency_ids": list(agency_ids), "months": list(months),
        "edition": edition,
    }  # fmt: skip
    connection = await session.connection()
    tallies: dict[UUID, Tally] = defaultdict(Tally)
    for agency_id, reason, count in await connection.execute(text(_COUNTS), values):
        tallies[agency_id][reason] = count
    digests = {row[0]: row[1] for row in await connection.execute(text(_DIGESTS), values)}
    return tallies, digests


async def find_last_version(session: AsyncSession, agency_id: UUID, period: str) -> int:
    """0: never published."""
    newest = select(func.coalesce(func.max(Bulletin.version), 0)).where(
        Bulletin.agency_id == agency_id, Bulletin.period == period
    )
    return (await session.exec(newest)).one()


async def list_bulletins(
    session: AsyncSession,
    *,
    agency_ids: Collection[UUID] | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Bulletin]:
    """Newest first; None: of every agency."""
    query = select(Bulletin).order_by(col(Bulletin.published_at).desc(), col(Bulletin.id).desc())
    if agency_ids is not None:
        query = query.where(col(Bulletin.agency_id).in_(agency_ids))
    if after is not None:
        query = query.where(tuple_(col(Bulletin.published_at), col(Bulletin.id)) < tuple_(*after))
    return (await session.exec(query.limit(limit))).all()


async def list_figures(session: AsyncSession, bulletin_id: UUID) -> Sequence[BulletinFigure]:
    """The whole first, then agency by agency, each in the order of codes."""
    figure = BulletinFigure
    rows = await session.exec(
        select(figure)
        .where(figure.bulletin_id == bulletin_id)
        .order_by(col(figure.whole).desc(), col(figure.agency_id), col(figure.indicator_code))
    )
    return rows.all()


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A figure with the publication it stands in."""

    figure: BulletinFigure
    bulletin: Bulletin
    agency_code: str


async def list_open(session: AsyncSession) -> list[OpenRow]:
    """The figures of the newest versions that agencies published which answer to none here."""
    publisher, parent, newer = aliased(Agency), aliased(Agency), aliased(Bulletin)
    answers_to_nobody = ~exists().where(
        col(publisher.id) == Bulletin.agency_id,
        col(publisher.parent_id) == parent.id,
        col(parent.external).is_(False),
    )
    is_newest = ~exists().where(
        col(newer.agency_id) == Bulletin.agency_id,
        col(newer.period) == Bulletin.period,
        col(newer.version) > Bulletin.version,
    )
    figure = BulletinFigure
    rows = await session.exec(
        select(figure, Bulletin, Agency.code)
        .join(Bulletin, col(Bulletin.id) == figure.bulletin_id)
        .join(Agency, col(Agency.id) == figure.agency_id)
        .where(answers_to_nobody, is_newest)
        .order_by(
            *(col(figure.indicator_code), col(Agency.code)),
            *(col(figure.whole).desc(), col(Bulletin.period)),
        )
    )
    return [OpenRow(*row) for row in rows.all()]
