"""Giving rows their leaf index. Written for a bare connection: tens of thousands a second."""

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from storage.leaf import hash_of_row

if TYPE_CHECKING:
    import asyncpg

# Each row by its own look-up in its own month: a plan for the whole table would read all of it.
_ENTRY = "FROM journal_entry WHERE id = p.entry_id AND at = p.at LIMIT 1"
_WAITING = f"""
    SELECT e.* FROM (SELECT entry_id, at FROM journal_pending {{}} ORDER BY entry_id) p
    CROSS JOIN LATERAL (
        SELECT id, at, act, person_id, appointment_id, on_behalf_of_id, agency_id, subject_type,
               subject_id, digest, details::text AS details {_ENTRY}
    ) e
    LIMIT $1::bigint
"""  # noqa: S608 - our own words
_ALL_WAITING, _UNHASHED = _WAITING.format(""), _WAITING.format("WHERE hash IS NULL")
_HASH = """
    UPDATE journal_pending p SET hash = made.hash
    FROM unnest($1::uuid[], $2::bytea[]) made(id, hash) WHERE p.entry_id = made.id
"""
_ASSIGN = f"""
    WITH waiting AS MATERIALIZED (
        SELECT p.entry_id, p.at, p.hash
        FROM (SELECT * FROM journal_pending WHERE hash IS NOT NULL ORDER BY entry_id) p
        CROSS JOIN LATERAL (SELECT {_ENTRY}) e
        LIMIT $1
    ), done AS (
        DELETE FROM journal_pending p USING waiting WHERE p.entry_id = waiting.entry_id
    )
    INSERT INTO journal_leaf (index, entry_id, at, hash)
    SELECT $2 + row_number() OVER (ORDER BY entry_id) - 1, entry_id, at, hash FROM waiting
    RETURNING index, hash
"""  # noqa: S608 - as above
_COUNT = "SELECT coalesce(max(index) + 1, 0) FROM journal_leaf"
_HASHES = "SELECT hash FROM journal_leaf WHERE index >= $1 AND index < $2 ORDER BY index"


async def assign(
    connection: "asyncpg.Connection[asyncpg.Record]", *, limit: int
) -> tuple[int, Sequence[bytes]]:
    """Give up to `limit` committed rows the next indices, in one transaction.

    What is returned is the first index given and the hashes from there on.

    A row enters `journal_pending` in its own transaction, so what is seen there is committed, and
    what commits later than a younger row is simply seen later: nothing has to be waited for. It
    comes with the hash of its leaf, unless it was entered past this program.
    """
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM journal_pending)"):
        return 0, ()
    async with connection.transaction():
        unhashed = await connection.fetch(_UNHASHED, limit)
        if unhashed:
            made = [hash_of_row(dict(row)) for row in unhashed]
            await connection.execute(_HASH, [row["id"] for row in unhashed], made)
        first = await count_leaves(connection)
        given = await connection.fetch(_ASSIGN, limit, first)
    return first, [row["hash"] for row in sorted(given, key=itemgetter("index"))]


async def list_waiting(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> Sequence[dict[str, Any]]:
    """Every row that has no leaf yet, its details as the text of the database."""
    return [dict(row) for row in await connection.fetch(_ALL_WAITING, None)]


async def count_leaves(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    return int(await connection.fetchval(_COUNT))


async def list_hashes(
    connection: "asyncpg.Connection[asyncpg.Record]", start: int, end: int
) -> Sequence[bytes]:
    return [row["hash"] for row in await connection.fetch(_HASHES, start, end)]
