"""People in their appointments, as others see them beside an act."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Department, Person
from services.documents.schemas.shared import AgencyRead, OfficerRead


async def officers(
    session: AsyncSession, appointment_ids: Iterable[UUID | None]
) -> dict[UUID, OfficerRead]:
    """The officers behind these appointments, past ones too."""
    wanted = {found for found in appointment_ids if found}
    rows = await session.exec(
        select(Appointment, Person.full_name, Department.name)
        .join(Person, col(Person.id) == Appointment.person_id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(col(Appointment.id).in_(wanted))
    )
    return {
        appointment.id: OfficerRead(
            appointment_id=appointment.id,
            full_name=full_name,
            position=appointment.position,
            department=department,
        )
        for appointment, full_name, department in rows.all()
    }


async def agencies(session: AsyncSession, agency_ids: Iterable[UUID]) -> dict[UUID, AgencyRead]:
    rows = await session.exec(select(Agency).where(col(Agency.id).in_(set(agency_ids))))
    return {row.id: AgencyRead(id=row.id, code=row.code, name=row.name) for row in rows.all()}


async def find_officer_of(
    session: AsyncSession, appointment_id: UUID, agency_id: UUID
) -> Appointment | None:
    """The appointment, if it belongs to the agency."""
    rows = await session.exec(
        select(Appointment)
        .join(Department, col(Department.id) == Appointment.department_id)
        .where(Appointment.id == appointment_id, Department.agency_id == agency_id)
    )
    return rows.one_or_none()
