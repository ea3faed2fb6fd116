"""Entries of the journal that a question asks for: filtered, newest first, a page at a time."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, false, or_, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.journal.service.questions.question import Asked, Found
from services.working_hours import day_begins, day_ends
from storage.journal import JournalEntry

Finding = ColumnElement[bool]


def filters(asked: Asked) -> list[ColumnElement[bool]]:
    """What every question filters by, but the act's own finding."""
    entry = JournalEntry
    return [
        col(entry.at) >= day_begins(asked.since),
        col(entry.at) < day_ends(asked.until),
        *([col(entry.agency_id) == asked.agency_id] if asked.agency_id else []),
        *([col(entry.person_id) == asked.person_id] if asked.person_id else []),
        *([col(entry.subject_id).in_(asked.subjects)] if asked.subjects is not None else []),
        *([col(entry.act) == asked.act] if asked.act else []),
    ]


async def find_entries(
    session: AsyncSession,
    asked: Asked,
    findings: Mapping[str, Finding],
    word: Callable[[JournalEntry], str],
) -> list[Found]:
    """The entries with one of the findings; `word` names the one of an entry."""
    wanted = [condition for name, condition in findings.items() if asked.finding in {None, name}]
    rows = await list_entries(session, asked, or_(false(), *wanted))
    return [found_entry(entry, word(entry)) for entry in rows]


async def list_entries(
    session: AsyncSession, asked: Asked, condition: ColumnElement[bool]
) -> Sequence[JournalEntry]:
    entry = JournalEntry
    place = (col(entry.at), col(entry.id))
    query = select(entry).where(and_(*filters(asked), condition))
    if asked.after is not None:
        query = query.where(tuple_(*place) < tuple_(*asked.after))
    rows = await session.exec(query.order_by(*(part.desc() for part in place)).limit(asked.limit))
    return rows.all()


def found_entry(entry: JournalEntry, word: str) -> Found:
    return Found(
        at=entry.at,
        key=entry.id,
        findings=(word,) if word else (),
        entry_id=entry.id,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        agency_id=entry.agency_id,
        facts=entry.details,
    )
