"""Queries about the people of an agency."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Account, Appointment, Credential, Department, Person

#: How long an appointment that ended is still shown.
SHOWN_AFTER_THE_END = timedelta(days=365)


async def list_departments(session: AsyncSession, agency_id: UUID) -> Sequence[Department]:
    found = await session.exec(
        select(Department)
        .where(Department.agency_id == agency_id)
        .order_by(col(Department.valid_to).desc(), col(Department.name), col(Department.id))
    )
    return found.all()


async def list_people(
    session: AsyncSession, agency_id: UUID, *, day: date
) -> Sequence[tuple[Person, Appointment, Department, Account | None]]:
    """A row an appointment, in Vietnamese order of names, the newest appointment first."""
    ends = col(Appointment.valid_to)
    found = await session.exec(
        select(Person, Appointment, Department, Account)
        .join(Appointment, col(Appointment.person_id) == Person.id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .join(Account, col(Account.person_id) == Person.id, isouter=True)
        .where(
            Department.agency_id == agency_id,
            ends.is_(None) | (ends >= day - SHOWN_AFTER_THE_END),
        )
        .order_by(
            col(Person.sort_key),
            col(Person.id),
            col(Appointment.valid_from).desc(),
            col(Appointment.id),
        )
    )
    return found.all()


async def find_person(session: AsyncSession, staff_code: str) -> Person | None:
    found = await session.exec(select(Person).where(Person.staff_code == staff_code))
    return found.one_or_none()


async def list_agencies_of(
    session: AsyncSession, person_id: UUID, *, day: date
) -> tuple[set[UUID], set[UUID]]:
    """Where the person works or will work, and where they ever did."""
    rows = await session.exec(
        select(Appointment, Department)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(Appointment.person_id == person_id)
    )
    found = [(department.agency_id, row.valid_to) for row, department in rows.all()]
    held = {agency for agency, ends in found if ends is None or ends >= day}
    return held, {agency for agency, _ in found}


async def list_belongings(session: AsyncSession, person_id: UUID) -> Sequence[tuple[str, UUID]]:
    """A person's appointments and certificates, as the journal names what its lines are about."""
    appointments = await session.exec(
        select(Appointment.id).where(Appointment.person_id == person_id)
    )
    certificates = await session.exec(
        select(Credential.id)
        .join(Appointment, col(Appointment.id) == Credential.appointment_id)
        .where(Appointment.person_id == person_id)
    )
    return [
        *(("appointment", one) for one in appointments.all()),
        *(("credential", one) for one in certificates.all()),
    ]
