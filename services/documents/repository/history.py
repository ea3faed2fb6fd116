"""The journal's lines about one thing."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Person
from storage.journal import JournalEntry

MAX_LINES = 500


async def list_history(
    session: AsyncSession, subject_type: str, subject_id: UUID
) -> Sequence[tuple[JournalEntry, str | None, str | None, str | None]]:
    """Oldest first, at most `MAX_LINES`: the entry, the person, their position, the agency."""
    rows = await session.exec(
        select(JournalEntry, Person.full_name, Appointment.position, Agency.name)
        .join(Person, col(Person.id) == JournalEntry.person_id, isouter=True)
        .join(Appointment, col(Appointment.id) == JournalEntry.appointment_id, isouter=True)
        .join(Agency, col(Agency.id) == JournalEntry.agency_id, isouter=True)
        .where(JournalEntry.subject_type == subject_type, JournalEntry.subject_id == subject_id)
        .order_by(col(JournalEntry.at), col(JournalEntry.id))
        .limit(MAX_LINES)
    )
    return rows.all()
