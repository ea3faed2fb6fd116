"""The agencies that a period may ask, and who in them is told."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Department, Person
from auth.repository import in_force
from auth.roles import Role

TOLD = (Role.LEADER, Role.HEAD_OF_OFFICE, Role.CLERK)


async def list_own_and_below(
    session: AsyncSession, agency_id: UUID, *, day: date
) -> Sequence[Agency]:
    """The agency first, then all below it that are on this system and in force on `day`."""
    reached = select(col(Agency.id)).where(Agency.id == agency_id).cte("reached", recursive=True)
    reached = reached.union(select(col(Agency.id)).where(col(Agency.parent_id) == reached.c.id))
    rows = await session.exec(
        select(Agency)
        .where(
            col(Agency.id).in_(select(reached.c.id)),
            col(Agency.external).is_(False),
            in_force(Agency, day),
        )
        .order_by(col(Agency.id) != agency_id, col(Agency.code))
    )
    return rows.all()


async def list_agencies(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Agency]:
    rows = await session.exec(select(Agency).where(col(Agency.id).in_(ids)))
    return {row.id: row for row in rows.all()}


async def list_addresses(
    session: AsyncSession, agency_id: UUID, holder_id: UUID | None, *, day: date
) -> Sequence[tuple[str, str]]:
    """Name and address of who fills the report in, of its leaders and its clerks, where known."""
    told = or_(*(col(Appointment.roles).contains([role]) for role in TOLD))
    rows = await session.exec(
        select(Person.full_name, col(Person.email))
        .distinct()
        .join(Appointment, col(Appointment.person_id) == Person.id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(
            Department.agency_id == agency_id,
            in_force(Appointment, day),
            col(Person.email).is_not(None),
            told | (col(Appointment.id) == holder_id),
        )
        .order_by(col(Person.email))
    )
    return [(name, address) for name, address in rows.all() if address]
