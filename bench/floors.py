"""Floors: the least that any program would have to do, with the driver alone."""

import json
from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg

from bench.office import Office
from bench.timing import Timings, time_calls
from storage.database import plain_url

# A year nobody works in: its numbers are gone through for the floor only.
_YEAR = 1900
# The statements an issue cannot do without, in the order of the use case.
_NUMBER = """
    INSERT INTO book_series (book_id, year, last_number) VALUES ($1, $2, 1)
    ON CONFLICT (book_id, year) DO UPDATE SET last_number = book_series.last_number + 1
    RETURNING last_number
"""
_DOCUMENT = "UPDATE document SET version = version + 1, changed_at = $2 WHERE id = $1"
_EVENT = """
    INSERT INTO outbox_event (id, type, subject, data, occurred_at, state, attempts)
    VALUES ($1, 'bench.issued', $2, '{}', $3, 'pending', 0)
"""
_ENTRY = """
    INSERT INTO journal_entry (id, at, act, agency_id, subject_type, subject_id, details)
    VALUES ($1, $2, 'document:number:spend', $3, 'document', $4, $5)
"""
_TRANSACTIONS = 300


async def bare_issues(office: Office, ids: Sequence[UUID], *, clients: int) -> Timings:
    """Number, document, outbox and journal in one durable transaction, `clients` at once."""
    now = office.now
    agency = (await office.actor("vanthu.huyen")).agency_id
    async with asyncpg.create_pool(
        plain_url(office.url), min_size=clients, max_size=clients
    ) as pool:
        book = await pool.fetchval("SELECT id FROM book WHERE agency_id = $1 LIMIT 1", agency)

        async def issue(document_id: UUID) -> None:
            async with pool.acquire() as connection, connection.transaction():
                await connection.fetchval(_NUMBER, book, _YEAR)
                await connection.execute(_DOCUMENT, document_id, now)
                await connection.execute(_EVENT, uuid4(), document_id, now)
                await connection.execute(_ENTRY, uuid4(), now, agency, document_id, json.dumps({}))

        await time_calls(ids[:clients], issue, clients=clients)  # statements are prepared
        return await time_calls(ids, issue, clients=clients)


async def query_p95(office: Office, query: str, *arguments: object, count: int) -> float:
    """Milliseconds of a prepared query, fetched whole."""
    async with office.connection() as connection:
        statement = await connection.prepare(query)
        measured = await time_calls(range(count), lambda _: statement.fetch(*arguments))
    return measured.p95_ms


async def notify_p95(office: Office) -> float:
    """Milliseconds from before a committed NOTIFY to the moment its listener has it."""
    async with office.connection() as listening, office.connection() as telling:
        heard: list[int] = []
        await listening.add_listener("bench", lambda *_: heard.append(1))

        async def tell(number: int) -> None:
            await telling.execute("SELECT pg_notify('bench', $1)", str(number))
            while len(heard) <= number:
                await listening.fetchval("SELECT 1")

        return (await time_calls(range(_TRANSACTIONS), tell)).p95_ms
