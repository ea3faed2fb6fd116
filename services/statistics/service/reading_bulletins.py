"""Published figures as they are shown."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.models import Agency
from services.people import officers
from services.percent import percent_of
from services.statistics.access import access_scope
from services.statistics.models.bulletin import Bulletin, BulletinFigure
from services.statistics.repository import bulletins as rows
from services.statistics.schemas.bulletin import BulletinFigureRead, BulletinRead, BulletinRow


async def list_bulletins(
    *, session: AsyncSession, actor: Actor, after: tuple[datetime, UUID] | None, limit: int
) -> list[BulletinRow]:
    """Of the agencies whose figures the actor may see, newest first; one row more than `limit`."""
    scope = await access_scope(session, actor, None)
    found = await rows.list_bulletins(
        session,
        agency_ids=[agency.id for agency in scope.agencies],
        after=after,
        limit=limit + 1,
    )
    return await _rows(session, found)


async def read_bulletin(session: AsyncSession, bulletin: Bulletin) -> BulletinRead:
    (row,) = await _rows(session, [bulletin])
    figures = await rows.list_figures(session, bulletin.id)
    names = await _names(session, {figure.agency_id for figure in figures})
    return BulletinRead(
        **row.model_dump(),
        checkpoint=bulletin.checkpoint,
        figures=[_figure(figure, names[figure.agency_id]) for figure in figures],
    )


async def _rows(session: AsyncSession, bulletins: Sequence[Bulletin]) -> list[BulletinRow]:
    agencies = await _names(session, {row.agency_id for row in bulletins})
    people = await officers(session, [row.appointment_id for row in bulletins])
    return [
        BulletinRow(
            **row.model_dump(exclude={"checkpoint", "appointment_id"}),
            agency_name=agencies[row.agency_id],
            publisher=people[row.appointment_id].full_name,
        )
        for row in bulletins
    ]


async def _names(session: AsyncSession, agency_ids: Collection[UUID]) -> dict[UUID, str]:
    rows = await session.exec(select(Agency.id, Agency.name).where(col(Agency.id).in_(agency_ids)))
    return dict(rows.all())


def _figure(row: BulletinFigure, agency_name: str) -> BulletinFigureRead:
    return BulletinFigureRead(
        **row.model_dump(exclude={"bulletin_id", "target", "target_operator"}),
        agency_name=agency_name,
        percent=percent_of(row.numerator, row.denominator),
        target=float(row.target) if row.target is not None else None,
        target_operator=row.target_operator or "",
    )
