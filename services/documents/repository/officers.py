"""People in their appointments, and agencies, by id."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Department, Person
from auth.repository import in_force


async def list_officers(
    session: AsyncSession, appointment_ids: Iterable[UUID]
) -> Sequence[tuple[Appointment, str, str]]:
    """The appointments, past ones too, with the person's and the department's name."""
    rows = await session.exec(
        select(Appointment, Person.full_name, Department.name)
        .join(Person, col(Person.id) == Appointment.person_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(col(Appointment.id).in_(set(appointment_ids)))
    )
    return rows.all()


async def list_agencies(session: AsyncSession, agency_ids: Iterable[UUID]) -> Sequence[Agency]:
    rows = await session.exec(select(Agency).where(col(Agency.id).in_(set(agency_ids))))
    return rows.all()


async def find_officer_of(
    session: AsyncSession, appointment_id: UUID, agency_id: UUID, *, day: date
) -> Appointment | None:
    """The appointment, if it belongs to the agency and is in force on `day`."""
    rows = await session.exec(
        select(Appointment)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(
            Appointment.id == appointment_id,
            Department.agency_id == agency_id,
            in_force(Appointment, day),
            in_force(Department, day),
        )
    )
    return rows.one_or_none()
