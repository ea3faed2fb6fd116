"""The door to what an administrator looks after: one's own agency, and those right below it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import AgencyMissing, NotAllowed
from auth.models import Agency, Appointment, Department, Person
from auth.repository import in_force
from auth.roles import Permission
from services.identities.errors import HolderMissing

MANAGE = Permission.MANAGE_DIRECTORY


async def access_managed_agency(session: AsyncSession, actor: Actor, agency_id: UUID) -> Agency:
    """The agency, for the administrator of it or of the one above."""
    agency = await session.get(Agency, agency_id)
    if agency is None or agency.external:
        raise AgencyMissing(agency_id)
    actor.require(MANAGE)
    if not {agency.id, agency.parent_id} & actor.agencies:
        raise NotAllowed(MANAGE)
    return agency


async def list_managed_agencies(
    session: AsyncSession, actor: Actor, *, day: date
) -> Sequence[Agency]:
    """What the administrator looks after today, their own agency first."""
    actor.require(MANAGE)
    own = col(Agency.id).in_(actor.agencies)
    below = col(Agency.parent_id).in_(actor.agencies)
    found = await session.exec(
        select(Agency)
        .where(or_(own, below), col(Agency.external).is_(False), in_force(Agency, day))
        .order_by(own.desc(), col(Agency.sort_key), col(Agency.code))
    )
    return found.all()


async def access_managed_appointment(
    session: AsyncSession, actor: Actor, appointment_id: UUID
) -> tuple[Appointment, Person, Department]:
    """An appointment, whenever it holds, of an agency the administrator looks after."""
    found = await session.exec(
        select(Appointment, Person, Department)
        .join(Person, col(Person.id) == Appointment.person_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(Appointment.id == appointment_id)
    )
    row = found.one_or_none()
    if row is None:
        raise HolderMissing(appointment_id)
    await access_managed_agency(session, actor, row[2].agency_id)
    return row


async def access_person(session: AsyncSession, actor: Actor, person_id: UUID) -> None:
    """Somebody who works or has worked in an agency that the administrator looks after."""
    found = await session.exec(
        select(Agency.id, Agency.parent_id)
        .join(Department, col(Department.agency_id) == Agency.id)
        .join(Appointment, col(Appointment.department_id) == Department.id)
        .where(Appointment.person_id == person_id)
    )
    agencies = found.all()
    if not agencies:
        raise HolderMissing(person_id)
    actor.require(MANAGE)
    if not any(set(one) & actor.agencies for one in agencies):
        raise NotAllowed(MANAGE)
