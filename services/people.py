"""Officers and agencies as others see them beside an act."""

from collections.abc import Iterable
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.repository import list_agencies_by_id, list_officers


class AgencyRead(BaseModel):
    id: UUID
    code: str
    name: str


class OfficerRead(BaseModel):
    """A person in an appointment, as printed beside an act."""

    appointment_id: UUID
    full_name: str
    position: str
    department: str


async def officers(
    session: AsyncSession, appointment_ids: Iterable[UUID | None]
) -> dict[UUID, OfficerRead]:
    """The officers behind these appointments, past ones too."""
    rows = await list_officers(session, [found for found in appointment_ids if found])
    return {
        appointment.id: OfficerRead(
            appointment_id=appointment.id,
            full_name=full_name,
            position=appointment.position,
            department=department,
        )
        for appointment, full_name, department in rows
    }


async def agencies(session: AsyncSession, agency_ids: Iterable[UUID]) -> dict[UUID, AgencyRead]:
    rows = await list_agencies_by_id(session, agency_ids)
    return {row.id: AgencyRead(id=row.id, code=row.code, name=row.name) for row in rows}
