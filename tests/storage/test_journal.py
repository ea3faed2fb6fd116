"""The journal is append-only, whoever asks and by whatever way."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from storage.database import Database
from storage.ids import new_id
from storage.journal import JournalEntry, record_entry
from tests.office import OFFICE_DAY

pytestmark = pytest.mark.usefixtures("spoils_the_database")

SUBJECT = UUID(int=7)


def entry(act: str = "document:draft:create", at: datetime = OFFICE_DAY) -> JournalEntry:
    return JournalEntry(at=at, act=act, subject_type="document", subject_id=SUBJECT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET act = 'a:b:c'",
        "UPDATE journal_entry_2024_11 SET act = 'a:b:c'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_entry_2024_11",
        "TRUNCATE journal_entry",
        "TRUNCATE journal_entry_2024_11",
        "TRUNCATE journal_entry_other",
    ],
)
async def test_no_statement_changes_what_was_written(statement: str, database_url: str) -> None:
    database = Database(database_url)
    async with database.session() as session:
        record_entry(session, entry())
        await session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.engine.begin() as connection:
            await connection.execute(text(statement))
    async with database.session() as session:
        kept = await session.exec(select(JournalEntry).where(JournalEntry.subject_id == SUBJECT))
        assert kept.one().act == "document:draft:create"
    await database.aclose()


async def test_a_month_made_later_is_guarded_too(database_url: str) -> None:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        await connection.execute(text("SELECT journal_make_month('2033-05-17')"))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.engine.begin() as connection:
            await connection.execute(text("TRUNCATE journal_entry_2033_05"))
    await database.aclose()


@pytest.mark.parametrize(
    "act", ["", "document", "document:create", "Document:Draft:Create", "a:b:c:d"]
)
async def test_an_act_has_three_parts(act: str, database_url: str) -> None:
    database = Database(database_url)
    async with database.session() as session:
        with pytest.raises(ValueError, match="source:subject:verb"):
            record_entry(session, entry(act))
        session.add(entry(act))
        with pytest.raises(DBAPIError, match="act_has_three_parts"):
            await session.commit()
    await database.aclose()


async def test_every_day_has_its_place(database_url: str) -> None:
    """A month without a partition of its own loses nothing: the default one takes it."""
    database = Database(database_url)
    moments = [datetime(year, 1, 1, tzinfo=UTC) for year in (1999, 2024, 2028, 2077)]
    async with database.session() as session:
        for moment in moments:
            record_entry(session, entry(at=moment))
        await session.commit()
        rows = await session.exec(
            select(JournalEntry.at)
            .where(JournalEntry.subject_id == SUBJECT)
            .order_by(JournalEntry.at)  # type: ignore[arg-type]
        )
        assert rows.all() == moments
    await database.aclose()


async def test_what_is_rolled_back_was_never_written(database_url: str) -> None:
    database = Database(database_url)
    kept = new_id()
    async with database.session() as session:
        record_entry(session, entry())
        await session.flush()
        await session.rollback()
        session.add(JournalEntry(id=kept, **entry().model_dump(exclude={"id"})))
        await session.commit()
        rows = await session.exec(select(JournalEntry.id).where(JournalEntry.subject_id == SUBJECT))
        assert rows.all() == [kept]
    await database.aclose()
