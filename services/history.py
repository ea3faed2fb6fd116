"""The history of one thing: what the journal says of it, line by line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Person
from storage.journal import JournalEntry

MAX_LINES = 500


class HistoryRead(BaseModel):
    """A line of the journal about one thing. `full_name` is None where the system acted."""

    id: UUID
    at: datetime
    act: str
    full_name: str | None
    position: str | None
    agency_name: str | None
    details: dict[str, Any]


async def read_lines(session: AsyncSession, noun: str, subject_id: UUID) -> list[HistoryRead]:
    """Oldest first. Call it after the noun's door."""
    return [
        HistoryRead(
            id=entry.id,
            at=entry.at,
            act=entry.act,
            full_name=name,
            position=position,
            agency_name=agency,
            details=entry.details,
        )
        for entry, name, position, agency in await list_history(session, noun, subject_id)
    ]


async def has_line(
    session: AsyncSession, subject_type: str, subject_id: UUID, entry_id: UUID
) -> bool:
    """Whether the journal's entry is about this thing."""
    line = select(JournalEntry.id).where(
        JournalEntry.id == entry_id,
        JournalEntry.subject_type == subject_type,
        JournalEntry.subject_id == subject_id,
    )
    return (await session.exec(line)).one_or_none() is not None


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
