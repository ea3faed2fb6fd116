"""The history of a thing: what the journal says of it and of what belongs to it, line by line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Person
from storage.journal import JournalEntry

MAX_LINES = 500
Subject = tuple[str, UUID]
"""What a line is about, as the journal has it: its noun and its id."""


class HistoryRead(BaseModel):
    """A line of the journal about one thing. `full_name` is None where the system acted."""

    id: UUID
    at: datetime
    act: str
    full_name: str | None
    position: str | None
    agency_name: str | None
    details: dict[str, Any]


async def read_lines(session: AsyncSession, subjects: Sequence[Subject]) -> list[HistoryRead]:
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
        for entry, name, position, agency in await list_history(session, subjects)
    ]


async def has_line(session: AsyncSession, subjects: Sequence[Subject], entry_id: UUID) -> bool:
    """Whether the journal's entry is about one of these."""
    line = select(JournalEntry.id).where(JournalEntry.id == entry_id, _about(subjects))
    return (await session.exec(line)).one_or_none() is not None


async def list_history(
    session: AsyncSession, subjects: Sequence[Subject]
) -> Sequence[tuple[JournalEntry, str | None, str | None, str | None]]:
    """Oldest first, at most `MAX_LINES`: the entry, the person, their position, the agency."""
    rows = await session.exec(
        select(JournalEntry, Person.full_name, Appointment.position, Agency.name)
        .join(Person, col(Person.id) == JournalEntry.person_id, isouter=True)
        .join(Appointment, col(Appointment.id) == JournalEntry.appointment_id, isouter=True)
        .join(Agency, col(Agency.id) == JournalEntry.agency_id, isouter=True)
        .where(_about(subjects))
        .order_by(col(JournalEntry.at), col(JournalEntry.id))
        .limit(MAX_LINES)
    )
    return rows.all()


def _about(subjects: Sequence[Subject]) -> ColumnElement[bool]:
    return tuple_(col(JournalEntry.subject_type), col(JournalEntry.subject_id)).in_(subjects)
