"""Agencies above and below one another, and the agencies whose records a successor keeps."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Uuid, cast, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, AgencySuccessor


async def list_answering_for(session: AsyncSession, root_id: UUID) -> Sequence[Agency]:
    """The agency, those below it and those it succeeded, on this system, by code."""
    edges = union_all(
        select(col(Agency.parent_id).label("above"), col(Agency.id).label("below")),
        select(
            col(AgencySuccessor.successor_id).label("above"),
            col(AgencySuccessor.agency_id).label("below"),
        ),
    ).subquery()
    reached = select(cast(literal(root_id), Uuid).label("id")).cte("reached", recursive=True)
    reached = reached.union(select(edges.c.below).where(edges.c.above == reached.c.id))
    rows = await session.exec(
        select(Agency)
        .where(col(Agency.id).in_(select(reached.c.id)), col(Agency.external).is_(False))
        .order_by(col(Agency.code))
    )
    return rows.all()


async def find_highest(session: AsyncSession, agency_id: UUID) -> UUID:
    """The topmost agency above it that is on this system, or itself."""
    above = aliased(Agency)
    climbed = (
        select(col(Agency.id), col(Agency.parent_id), literal(0).label("height"))
        .where(Agency.id == agency_id)
        .cte("climbed", recursive=True)
    )
    climbed = climbed.union_all(
        select(above.id, above.parent_id, climbed.c.height + 1)
        .where(above.id == climbed.c.parent_id, col(above.external).is_(False))
    )  # fmt: skip
    rows = await session.exec(select(climbed.c.id).order_by(climbed.c.height.desc()).limit(1))
    highest: UUID = rows.one()
    return highest
