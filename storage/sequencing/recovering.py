"""After a restore: take from the published tiles the leaves that the database has lost.

The log goes on from what was published and witnessed; it does not begin a second history. Rows that
are gone stay gone: `congvu journal verify --rows` names their leaves as missing from then on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.blobs.port import BlobStore
from storage.ids import new_id
from storage.leaf import hash_of_row
from storage.merkle.notes import Note, PublicKey
from storage.merkle.tiles import WIDTH, Edge, hashes_of, read_tile
from storage.sequencing.assigning import count_leaves, list_hashes, list_waiting
from storage.sequencing.errors import KeyChanged, RolledBack, TilesChanged
from storage.sequencing.places import CHECKPOINT, tile_fetcher

if TYPE_CHECKING:
    import asyncpg

_ENTER = 'INSERT INTO journal_leaf ("index", entry_id, at, hash) VALUES ($1, $2, $3, $4)'
_DONE = "DELETE FROM journal_pending WHERE entry_id = $1"


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many leaves came back with their row, and which have none any more."""

    found: int
    lost: list[int]


async def recover(
    connection: "asyncpg.Connection[asyncpg.Record]",
    *,
    blobs: BlobStore,
    key: PublicKey,
    now: datetime,
) -> Recovered:
    """Raises `LogRefused` where the published log is not the continuation of the database's."""
    published = await _read_published(blobs, key)
    async with connection.transaction():
        count = await count_leaves(connection)
        if await list_hashes(connection, 0, count) != published[:count]:
            raise RolledBack("the database's leaves are not the beginning of the published ones")
        waiting = await list_waiting(connection)
        rows = {hash_of_row(row): row for row in waiting}
        lost: list[int] = []
        for index in range(count, len(published)):
            row = rows.get(published[index])
            if row is None:
                lost.append(index)
                await connection.execute(_ENTER, index, new_id(), now, published[index])
            else:
                await connection.execute(_ENTER, index, row["id"], row["at"], published[index])
                await connection.execute(_DONE, row["id"])
    return Recovered(len(published) - count - len(lost), lost)


async def _read_published(blobs: BlobStore, key: PublicKey) -> list[bytes]:
    """Every leaf hash, seen to make the root that was signed."""
    written = await blobs.find_named(CHECKPOINT)
    if written is None:
        return []
    note = Note.parse(written.decode())
    if note.signed_by(key) is None:
        raise KeyChanged("the published checkpoint is not signed with the key at hand")
    checkpoint, fetch, edge = note.checkpoint(), tile_fetcher(blobs), Edge()
    hashes: list[bytes] = []
    for number in range((checkpoint.size + WIDTH - 1) // WIDTH):
        hashes += hashes_of(await read_tile(fetch, (0, number), checkpoint.size))
    for one in hashes:
        edge.append(one)
    if edge.root() != checkpoint.root:
        raise TilesChanged("the tiles do not make the root that was signed")
    return hashes
