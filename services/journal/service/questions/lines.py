"""What was found, with the names of people, agencies and records: no abstract, no content."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Appointment, Person
from services.journal.schemas import LineRead
from services.journal.service.questions.question import Found
from services.people import agencies
from storage.journal import JournalEntry

_NAMES = """
    SELECT id, number_and_symbol FROM audited_number WHERE id = ANY(:ids)
    UNION ALL SELECT id, full_name FROM person WHERE id = ANY(:ids)
    UNION ALL SELECT id, name FROM agency WHERE id = ANY(:ids)
"""
_Entry = tuple[JournalEntry, str | None, str | None, str | None]


async def read_lines(session: AsyncSession, found: Sequence[Found]) -> list[LineRead]:
    entries = await _entries(session, [one.entry_id for one in found if one.entry_id])
    names = await _names(session, [one.subject_id for one in found])
    owners = await agencies(session, [one.agency_id for one in found if one.agency_id])
    lines = []
    for one in found:
        known = (None, None, None, None)
        entry, full_name, position, behalf = entries.get(one.entry_id, known)
        owner = owners.get(one.agency_id) if one.agency_id else None
        lines.append(
            LineRead(
                at=one.at,
                findings=list(one.findings),
                entry_id=one.entry_id,
                act=entry.act if entry else None,
                person_id=entry.person_id if entry else None,
                full_name=full_name,
                position=position,
                on_behalf_of=behalf,
                agency_id=one.agency_id,
                agency_name=owner.name if owner else None,
                subject_type=one.subject_type,
                subject_id=one.subject_id,
                subject_name=names.get(one.subject_id, ""),
                facts=dict(one.facts),
            )
        )
    return lines


async def _entries(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID | None, _Entry]:
    behalf = aliased(Person)
    rows = await session.exec(
        select(JournalEntry, Person.full_name, Appointment.position, behalf.full_name)
        .join(Person, col(Person.id) == JournalEntry.person_id, isouter=True)
        .join(Appointment, col(Appointment.id) == JournalEntry.appointment_id, isouter=True)
        .join(behalf, col(behalf.id) == JournalEntry.on_behalf_of_id, isouter=True)
        .where(col(JournalEntry.id).in_(ids))
    )
    return {row[0].id: row for row in rows.all()}


async def _names(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    connection = await session.connection()
    rows = await connection.execute(text(_NAMES), {"ids": list(set(ids))})
    return {row[0]: row[1] for row in rows if row[1]}
