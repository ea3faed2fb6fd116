"""The one that continues the log: leaves to tiles, the edge to a root, the root to a checkpoint."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage.blobs.port import BlobStore
from storage.merkle.notes import Checkpoint, Note, PrivateKey, PublicKey
from storage.merkle.tiles import (
    WIDTH,
    Edge,
    Tile,
    TileMissing,
    hashes_of,
    partial_folder,
    read_edge,
    read_tile,
    tile_path,
    width_in,
)
from storage.sequencing.assigning import assign, count_leaves, list_hashes
from storage.sequencing.errors import KeyChanged, RolledBack, TilesChanged
from storage.sequencing.places import CHECKPOINT, FOLDER, KEY, tile_fetcher

if TYPE_CHECKING:
    import asyncpg

BATCH = 10_000
_WRITES_AT_ONCE = 8
_NEWEST = "SELECT note FROM journal_checkpoint ORDER BY size DESC LIMIT 1"
_ENTER = """
    INSERT INTO journal_checkpoint (size, note, signed_at) VALUES ($1, $2, $3)
    ON CONFLICT (size) DO NOTHING
"""


@dataclass(slots=True)
class Sequencer:
    """Holds the edge of the log in memory. Thrown away after any failure, and opened anew.

    `connection` is the one that holds the advisory lock: who loses the lock cannot assign either.
    """

    connection: "asyncpg.Connection[asyncpg.Record]"
    blobs: BlobStore
    key: PrivateKey
    lock_for: timedelta
    clock: Callable[[], datetime]
    edge: Edge
    signed: Checkpoint | None

    async def round(self) -> Note | None:
        """Sequence what is committed, up to a batch; the new checkpoint, if there is one."""
        first, hashes = await assign(self.connection, limit=BATCH)
        if not hashes or first != self.edge.size:  # leaves of a round that came to nothing
            hashes = await list_hashes(self.connection, self.edge.size, self.edge.size + BATCH)
        if not hashes:
            return None
        full: dict[Tile, bytes] = {}
        for one in hashes:
            full.update(self.edge.append(one))
            self._compare()
        return await self._publish(full)

    def _compare(self) -> None:
        """What the database says was signed must come out again, where the store was behind."""
        if self.signed and self.edge.size == self.signed.size:
            if self.edge.root() != self.signed.root:
                raise RolledBack(
                    f"the leaves make another root than was signed at {self.edge.size}"
                )
            self.signed = None

    async def _publish(self, full: dict[Tile, bytes]) -> Note:
        """Tiles first, so that whoever sees the checkpoint finds them."""
        now = self.clock()
        await self._write_tiles(full, until=now + self.lock_for if self.lock_for else None)
        checkpoint = Checkpoint(self.key.name, self.edge.size, self.edge.root())
        note = Note(checkpoint.text, (self.key.sign(checkpoint.text),))
        await self.connection.execute(_ENTER, checkpoint.size, str(note), now)
        await self.blobs.put_named(CHECKPOINT, str(note).encode())
        for tile in full:
            await self.blobs.delete_named(f"{FOLDER}/{partial_folder(tile)}".rstrip("/"))
        return note

    async def _write_tiles(self, full: dict[Tile, bytes], *, until: datetime | None) -> None:
        slots = asyncio.Semaphore(_WRITES_AT_ONCE)
        # A level whose lower one had no full tile is as it was.
        grown = {0} | {level + 1 for level, _ in full}
        partial = {tile: data for tile, data in self.edge.partial().items() if tile[0] in grown}

        async def write(tile: Tile, data: bytes) -> None:
            width = min(width_in(tile, self.edge.size), WIDTH)
            lock = until if width == WIDTH else None
            async with slots:
                await self.blobs.put_named(f"{FOLDER}/{tile_path(tile, width)}", data, until=lock)

        await asyncio.gather(*(write(tile, data) for tile, data in (full | partial).items()))


async def open_sequencer(
    connection: "asyncpg.Connection[asyncpg.Record]",
    *,
    blobs: BlobStore,
    key: PrivateKey,
    lock_for: timedelta,
    clock: Callable[[], datetime],
) -> Sequencer:
    """Go on where the published log ends. Raises `LogRefused` where it cannot be gone on from."""
    await _claim_key(blobs, key.public)
    published = await _published(blobs, key.public)
    entered = await connection.fetchval(_NEWEST)
    signed = _own(Note.parse(entered), key.public) if entered else None
    edge = Edge()
    if published:
        edge = await _edge_at(blobs, published)
        await _require_same_leaves(connection, blobs, published.size)
    if signed and signed.size < edge.size:
        signed = None
    sequencer = Sequencer(connection, blobs, key, lock_for, clock, edge, signed)
    if signed and signed.size > await count_leaves(connection):
        raise RolledBack(f"{signed.size} leaves were signed; the database knows fewer")
    sequencer._compare()  # noqa: SLF001 - made here, and not yet anybody's
    return sequencer


async def _claim_key(blobs: BlobStore, key: PublicKey) -> None:
    """The first key to sign is published, and no other signs after it."""
    known = await blobs.find_named(KEY)
    if known is None:
        await blobs.put_named(KEY, f"{key.text}\n".encode())
    elif known.decode().strip() != key.text:
        raise KeyChanged(f"the journal is signed with {known.decode().strip()}, not {key.text}")


async def _published(blobs: BlobStore, key: PublicKey) -> Checkpoint | None:
    written = await blobs.find_named(CHECKPOINT)
    return _own(Note.parse(written.decode()), key) if written else None


def _own(note: Note, key: PublicKey) -> Checkpoint:
    if note.signed_by(key) is None:
        raise KeyChanged(f"a checkpoint is there that {key.name} with the key at hand did not sign")
    return note.checkpoint()


async def _edge_at(blobs: BlobStore, published: Checkpoint) -> Edge:
    try:
        edge = await read_edge(tile_fetcher(blobs), published.size)
    except TileMissing as error:
        raise TilesChanged(str(error)) from error
    if edge.root() != published.root:
        raise TilesChanged(f"the tiles do not make the root that was signed at {published.size}")
    return edge


async def _require_same_leaves(
    connection: "asyncpg.Connection[asyncpg.Record]", blobs: BlobStore, size: int
) -> None:
    """The last leaves of the database are those that were published: else an old copy grew on."""
    if not size:
        return
    tile = (0, (size - 1) // WIDTH)
    try:
        kept = hashes_of(await read_tile(tile_fetcher(blobs), tile, size))
    except TileMissing as error:
        raise TilesChanged(str(error)) from error
    if await list_hashes(connection, tile[1] * WIDTH, size) != kept:
        raise RolledBack(f"the last leaves before {size} are not those that were signed")
