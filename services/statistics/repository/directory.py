"""Agencies above and below one another, and the agencies whose records a successor keeps."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import Uuid, bindparam, cast, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from auth.models import Agency, AgencySuccessor


async def list_answering_for(session: AsyncSession, root_id: UUID) -> Sequence[Agency]:
    """The agency, those below it and those it succeeded, on this system, by code."""
    return (await session.exec(_answering(), params={"root_id": root_id})).all()


async def find_highest(session: AsyncSession, agency_id: UUID) -> UUID:
    """The topmost agency above it that is on this system, or itself."""
    return (await session.exec(_highest(), params={"agency_id": agency_id})).one()


# Every question for figures begins with these; to build them takes longer than to answer them.
@cache
def _answering() -> SelectOfScalar[Agency]:
    edges = union_all(
        select(col(Agency.parent_id).label("above"), col(Agency.id).label("below")),
        select(
            col(AgencySuccessor.successor_id).label("above"),
            col(AgencySuccessor.agency_id).label("below"),
        ),
    ).subquery()
    root = bindparam("root_id", type_=Uuid)
    reached = select(cast(root, Uuid).label("id")).cte("reached", recursive=True)
    reached = reached.union(select(edges.c.below).where(edges.c.above == reached.c.id))
    return (
        select(Agency)
        .where(col(Agency.id).in_(select(reached.c.id)), col(Agency.external).is_(False))
        .order_by(col(Agency.code))
    )


@cache
def _highest() -> SelectOfScalar[UUID]:
    above = aliased(Agency)
    climbed = (
        select(col(Agency.id), col(Agency.parent_id), literal(0).label("height"))
        .where(col(Agency.id) == bindparam("agency_id"))
        .cte("climbed", recursive=True)
    )
    climbed = climbed.union_all(
        select(above.id, above.parent_id, climbed.c.height + 1)
        .where(above.id == climbed.c.parent_id, col(above.external).is_(False))
    )  # fmt: skip
    return select(climbed.c.id).order_by(climbed.c.height.desc()).limit(1)
