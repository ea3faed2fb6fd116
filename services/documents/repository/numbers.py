"""Gap-free running numbers. The row of the series stays locked until the caller's commit."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.books import Book
from services.documents.models.states import BookDirection
from storage.ids import new_id

BOOK_NAMES = {
    BookDirection.OUTGOING: "Sổ văn bản đi",
    BookDirection.INCOMING: "Sổ văn bản đến",
    BookDirection.COPIES: "Sổ đăng ký bản sao",
}


async def get_book(session: AsyncSession, agency_id: UUID, direction: BookDirection) -> UUID:
    """The agency's book, opened on first use."""
    wanted = select(Book.id).where(Book.agency_id == agency_id, Book.direction == direction)
    found = (await session.exec(wanted.order_by(col(Book.id)).limit(1))).first()
    if found:
        return found
    await session.exec(
        insert(Book)
        .values(id=new_id(), agency_id=agency_id, direction=direction, name=BOOK_NAMES[direction])
        .on_conflict_do_nothing()
    )
    return (await session.exec(wanted.limit(1))).one()


# Who waits for a row is woken with all others and may be passed by a newcomer each time; who waits
# for this lock is served in turn. In one statement: everybody waits for each step from here on.
_SPEND = text(
    """
    WITH turn AS MATERIALIZED (
        SELECT pg_advisory_xact_lock(hashtextextended(:series, 0))
    )
    INSERT INTO book_series AS s (book_id, year, last_number)
    SELECT CAST(:book_id AS uuid), CAST(:year AS int), 1 FROM turn
    ON CONFLICT (book_id, year) DO UPDATE SET last_number = s.last_number + 1
    RETURNING s.last_number
    """
)


async def spend_number(session: AsyncSession, *, book_id: UUID, year: int) -> int:
    """The next number of the book in the year, from 1; spent only if the caller commits."""
    connection = await session.connection()
    values = {"series": f"{book_id} {year}", "book_id": book_id, "year": year}
    return int((await connection.execute(_SPEND, values)).scalar_one())
