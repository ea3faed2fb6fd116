"""Officers and agencies as others see them beside an act."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.repository.officers import list_agencies, list_officers
from services.documents.schemas.shared import AgencyRead, OfficerRead


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
    rows = await list_agencies(session, agency_ids)
    return {row.id: AgencyRead(id=row.id, code=row.code, name=row.name) for row in rows}
