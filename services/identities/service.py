"""What the session and directory pages ask for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth import repository
from auth.actor import Actor
from auth.models import Agency, Appointment, Department, Person
from auth.roles import GRANTS, Permission, Role
from auth.service import vietnam_day
from services.identities.access import list_managed_agencies
from services.identities.schemas import AgencyFound, AppointmentRead, Me, StaffRow


async def read_me(*, session: AsyncSession, actor: Actor, now: datetime) -> Me:
    day = vietnam_day(now)
    own = [
        _appointment(*row)
        for row in await repository.list_appointments(session, actor.person_id, day=day)
    ]
    person = await session.get_one(Person, actor.person_id)
    return Me(
        full_name=actor.full_name,
        staff_code=person.staff_code,
        appointment=next(row for row in own if row.id == actor.appointment_id),
        appointments=own,
        roles=sorted(actor.roles),
        permissions=sorted(actor.permissions),
        today=day,
        must_change_password=actor.must_change_password,
    )


def _appointment(
    appointment: Appointment, department: Department, agency: Agency
) -> AppointmentRead:
    return AppointmentRead(
        id=appointment.id,
        position=appointment.position,
        department=department.name,
        agency_id=agency.id,
        agency_name=agency.name,
        agency_code=agency.code,
        agency_level=agency.level,
        roles=[Role(role) for role in appointment.roles],
    )


async def search_agencies(
    *, session: AsyncSession, query: str, limit: int, now: datetime
) -> list[AgencyFound]:
    """Agencies in force by code or name, diacritics ignored, in Vietnamese order."""
    found = await repository.list_agencies(session, query=query, day=vietnam_day(now), limit=limit)
    return await _found(session, found)


async def read_managed_agencies(
    *, session: AsyncSession, actor: Actor, now: datetime
) -> list[AgencyFound]:
    found = await list_managed_agencies(session, actor, day=vietnam_day(now))
    return await _found(session, found)


async def _found(session: AsyncSession, found: Sequence[Agency]) -> list[AgencyFound]:
    parents = await _names(session, {row.parent_id for row in found if row.parent_id})
    return [
        AgencyFound(
            id=row.id,
            code=row.code,
            name=row.name,
            level=row.level,
            external=row.external,
            parent_name=parents.get(row.parent_id) if row.parent_id else None,
        )
        for row in found
    ]


async def _names(session: AsyncSession, agency_ids: set[UUID]) -> dict[UUID, str]:
    rows = await session.exec(select(Agency.id, Agency.name).where(col(Agency.id).in_(agency_ids)))
    return dict(rows.all())


async def read_staff(
    *, session: AsyncSession, actor: Actor, permission: Permission | None, now: datetime
) -> list[StaffRow]:
    """Officials of one's own agency, all or those whose appointment includes `permission`."""
    rows = await repository.list_staff(session, actor.agency_id, day=vietnam_day(now))
    return [
        StaffRow(
            appointment_id=appointment.id,
            full_name=person.full_name,
            position=appointment.position,
            department=department.name,
            roles=[Role(role) for role in appointment.roles],
        )
        for appointment, person, department in rows
        if permission is None or any(permission in GRANTS[Role(role)] for role in appointment.roles)
    ]
