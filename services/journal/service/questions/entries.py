"""Entries of the journal that a question asks for: filtered, newest first, a page at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, literal_column, tuple_, union_all
from sqlalchemy import select as select_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.journal.service.questions.question import Asked, Found
from services.working_hours import day_begins, day_ends
from storage.journal import JournalEntry


@dataclass(frozen=True, slots=True)
class Finding:
    """Entries of these acts, as far as `condition` holds; what is said of them.

    No two of a question share an act.
    """

    word: str
    acts: Collection[Act]
    condition: ColumnElement[bool] | None = None


async def find_entries(
    session: AsyncSession, asked: Asked, findings: Sequence[Finding]
) -> list[Found]:
    """The entries with one of the findings.

    Act by act, each newest first by the index of acts and times: what is rare is found without a
    walk past all that is frequent.
    """
    parts = [
        _newest(asked, act, finding.condition)
        for finding in findings
        for act in finding.acts
        if asked.finding in {None, finding.word} and asked.act in {None, act}
    ]
    if not parts:
        return []
    newest = union_all(*(select_rows(part) for part in parts)).order_by(
        literal_column("at").desc(), literal_column("id").desc()
    )
    rows = await (await session.connection()).execute(newest.limit(asked.limit))
    entries = await read_entries(session, asked, [row.id for row in rows])
    words = {act: finding.word for finding in findings for act in finding.acts}
    return [found_entry(entry, words[Act(entry.act)]) for entry in entries]


async def list_entries(session: AsyncSession, asked: Asked) -> list[Found]:
    """Every entry, whatever was done."""
    newest = select_rows(_newest(asked, asked.act, None))
    rows = await (await session.connection()).execute(newest)
    entries = await read_entries(session, asked, [row.id for row in rows])
    return [found_entry(entry, "") for entry in entries]


def _newest(asked: Asked, act: str | None, condition: ColumnElement[bool] | None) -> Subquery:
    entry = JournalEntry
    place = (col(entry.at), col(entry.id))
    query = select(entry.at, entry.id).where(*_filters(asked))
    if act is not None:
        query = query.where(entry.act == act)
    if condition is not None:
        query = query.where(condition)
    if asked.after is not None:
        query = query.where(tuple_(*place) < tuple_(*asked.after))
    return query.order_by(*(part.desc() for part in place)).limit(asked.limit).subquery()


def _filters(asked: Asked) -> list[ColumnElement[bool]]:
    entry = JournalEntry
    return [
        *_within(asked),
        *([col(entry.agency_id) == asked.agency_id] if asked.agency_id else []),
        *([col(entry.person_id) == asked.person_id] if asked.person_id else []),
        *([col(entry.subject_id).in_(asked.subjects)] if asked.subjects is not None else []),
    ]


def _within(asked: Asked) -> list[ColumnElement[bool]]:
    """Only the months asked for are looked into."""
    at = col(JournalEntry.at)
    return [at >= day_begins(asked.since), at < day_ends(asked.until)]


async def read_entries(
    session: AsyncSession, asked: Asked, ids: Sequence[UUID]
) -> Sequence[JournalEntry]:
    """These entries, newest first."""
    entry = JournalEntry
    rows = await session.exec(
        select(entry)
        .where(col(entry.id).in_(ids), *_within(asked))
        .order_by(col(entry.at).desc(), col(entry.id).desc())
    )
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
