"""The journal as a log: how fast it is sequenced, how soon an act is signed, what the act pays."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench import processes
from bench.table import Figure
from bench.timing import P95, Timings, percentile, time_calls, wait_until
from services.migrations import migrate
from storage.blobs.disk import DiskBlobStore
from storage.database import Database, plain_url
from storage.ids import new_id
from storage.leaf import COLUMNS, leaf_text
from storage.merkle.notes import KeyKind, PrivateKey
from storage.merkle.tiles import Edge
from storage.merkle.tree import leaf_hash
from storage.postgres import EmbeddedPostgres
from storage.sequencing.sequencer import open_sequencer

ENTRIES = 100_000
ACTS = 400
ACTS_A_SECOND = 20
PAID = 1_000
ROUNDS = 6
CLIENTS = 4
SEQUENCED_AIM = 20_000.0
SIGNED_AIM_MS = 2_000.0
PAID_AIM_MS = 0.3
_NOW = datetime.now(UTC)
_ENTRY = """
    INSERT INTO journal_entry
        (id, at, act, person_id, subject_type, subject_id, details, leaf_hash)
    VALUES ($1, $2, 'document:number:spend', $3, 'document', $3,
            '{"number": 17, "year": 2024}', $4)
"""
_MANY = """
    INSERT INTO journal_entry
        (id, at, act, person_id, subject_type, subject_id, details, leaf_hash)
    SELECT id, $1, 'document:number:spend', id, 'document', id,
           '{"number": 17, "year": 2024}', hash
    FROM unnest($2::uuid[], $3::bytea[]) made(id, hash)
"""
_SIGNED = """
    SELECT l.entry_id FROM journal_leaf l
    WHERE l.entry_id = ANY($1) AND l.index < (SELECT max(size) FROM journal_checkpoint)
"""
# What a chain inside the transaction would do: one head that everybody waits for.
_HEAD = """
    CREATE TABLE bench_head (id int PRIMARY KEY, hash bytea);
    INSERT INTO bench_head VALUES (1, '')
"""
_CHAIN = "UPDATE bench_head SET hash = sha256(hash || $1) WHERE id = 1"
_TRIGGER = "ALTER TABLE journal_entry {} TRIGGER journal_entry_awaits_its_leaf"

if TYPE_CHECKING:
    from uuid import UUID

    Pool = asyncpg.Pool[asyncpg.Record]


async def measure() -> list[Figure]:
    with processes.fresh_folder() as folder:
        server = EmbeddedPostgres(folder / "postgres")
        try:
            url = server.start()
            database = Database(url)
            await migrate(database)
            await database.aclose()
            async with asyncpg.create_pool(
                plain_url(url), min_size=1, max_size=CLIENTS + 2
            ) as pool:
                paid = await _paid(pool)
                chained = await _chained(pool)
                await pool.execute("DELETE FROM journal_pending")
                sequenced = await _sequenced(pool, folder)
                signed = await _signed(pool, folder, url)
        finally:
            server.remove()
    return [_rate(sequenced, chained), signed, paid]


def _rate(sequenced: float, chained: Timings) -> Figure:
    return Figure(
        name="journal, sequencing",
        value=sequenced,
        unit="entries/s",
        peer=f"hash chain in the transaction, c={CLIENTS}",
        peer_value=chained.per_second,
        floor=_hashing_alone(),
        floor_is="leaves and tiles alone",
        aim=SEQUENCED_AIM,
    )


async def _paid(pool: "Pool") -> Figure:
    """The same transaction with the mark and without it, in turn, so that both see one machine."""
    with_mark: list[float] = []
    without: list[float] = []
    async with pool.acquire() as connection:

        async def marked(_: int) -> None:
            made = new_id()
            await connection.execute(_ENTRY, made, _NOW, made, _hash(made))

        async def unmarked(_: int) -> None:
            made = new_id()
            await connection.execute(_ENTRY, made, _NOW, made, None)

        for _ in range(ROUNDS):
            for state, enter, taken in (
                ("ENABLE", marked, with_mark),
                ("DISABLE", unmarked, without),
            ):
                await connection.execute(_TRIGGER.format(state))
                taken.extend((await time_calls(range(PAID // ROUNDS), enter)).seconds)
        await connection.execute(_TRIGGER.format("ENABLE"))
    return Figure(
        name="journal, what a transaction pays for its leaf, median",
        value=1000 * (median(with_mark) - median(without)),
        unit="ms",
        peer="the transaction without it",
        peer_value=1000 * median(without),
        aim=PAID_AIM_MS,
    )


async def _chained(pool: "Pool") -> Timings:
    """The peer: the hash is made in the transaction, under a lock until its commit."""
    await pool.execute(_HEAD)

    async def enter(_: int) -> None:
        async with pool.acquire() as connection, connection.transaction():
            made = new_id()
            await connection.execute(_ENTRY, made, _NOW, made, None)
            await connection.execute(_CHAIN, made.bytes)

    return await time_calls(range(PAID), enter, clients=CLIENTS)


async def _sequenced(pool: "Pool", folder: Path) -> float:
    """From rows that wait to signed checkpoints, tiles on the disk: everything there is to do."""
    ids = [new_id() for _ in range(ENTRIES)]
    await pool.execute(_MANY, _NOW, ids, list(map(_hash, ids)))
    await pool.execute("ANALYZE journal_pending")
    key = PrivateKey("bench.example/journal", KeyKind.LOG, Ed25519PrivateKey.generate())
    async with pool.acquire() as connection:
        sequencer = await open_sequencer(
            connection,  # type: ignore[arg-type] # a proxy for the connection it has
            blobs=DiskBlobStore(folder / "blobs"),
            key=key,
            lock_for=timedelta(0),
            clock=lambda: _NOW,
        )
        begun = time.perf_counter()
        while await sequencer.round():
            pass
        elapsed = time.perf_counter() - begun
    if sequencer.edge.size != ENTRIES:
        raise RuntimeError(f"{sequencer.edge.size} of {ENTRIES} were sequenced")
    await pool.execute("TRUNCATE journal_checkpoint")
    return ENTRIES / elapsed


def _hash(made: "UUID") -> bytes:
    """What an act pays for in its transaction: the leaf of the row that it enters."""
    row = dict.fromkeys(COLUMNS) | {
        "id": made,
        "at": _NOW,
        "act": "document:number:spend",
        "person_id": made,
        "subject_type": "document",
        "subject_id": made,
        "details": {"number": 17, "year": 2024},
    }
    return leaf_hash(leaf_text(row))


def _hashing_alone() -> float:
    texts = [b"x" * 420 + number.to_bytes(4, "big") for number in range(ENTRIES)]
    edge = Edge()
    begun = time.perf_counter()
    for text in texts:
        edge.append(leaf_hash(text))
    return ENTRIES / (time.perf_counter() - begun)


async def _signed(pool: "Pool", folder: Path, url: str) -> Figure:
    """Acts at an even pace beside `congvu worker`: from each commit to a checkpoint with it."""
    committed: dict[UUID, float] = {}
    ways: list[float] = []
    commits: list[float] = []

    async def act() -> None:
        made, begun = new_id(), time.perf_counter()
        await pool.execute(_ENTRY, made, _NOW, made, _hash(made))
        committed[made] = time.perf_counter()
        commits.append(committed[made] - begun)

    async def look() -> bool:
        signed = await pool.fetch(_SIGNED, list(committed))
        ways.extend(time.perf_counter() - committed.pop(row["entry_id"]) for row in signed)
        return not committed

    environment = {"DATABASE_URL": url}
    async with processes.running("worker", folder=folder, environment=environment):
        await act()
        await wait_until(look, every=0.02)
        ways.clear()
        acting = asyncio.create_task(_at_a_pace(act))
        await wait_until(look, every=0.01)
        while not acting.done():
            await wait_until(look, every=0.01)
            await asyncio.sleep(0.01)
        await acting
        await wait_until(look, every=0.01)
    return Figure(
        name=f"journal, act to signed checkpoint at {ACTS_A_SECOND}/s, p95",
        value=1000 * percentile(ways, P95),
        unit="ms",
        floor=1000 * percentile(commits, P95),
        floor_is="the act's own commit",
        aim=SIGNED_AIM_MS,
    )


async def _at_a_pace(act: Callable[[], Awaitable[None]]) -> None:
    """Whether or not the last one is done."""
    async with asyncio.TaskGroup() as under_way:
        for _ in range(ACTS):
            under_way.create_task(_once(act))
            await asyncio.sleep(1 / ACTS_A_SECOND)


async def _once(act: Callable[[], Awaitable[None]]) -> None:
    await act()
