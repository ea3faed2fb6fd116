"""What runs beside the worker: sequencing, the daily time stamp, and asking the witnesses.

Each on its own, so that a slow witness or authority keeps nobody waiting, and none of them in a
transaction of the office's work.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.journal.service.stamping import stamp_newest
from services.journal.service.witnessing import ask_witnesses
from services.platform import Platform
from storage.blobs.errors import BlobError
from storage.database import DatabaseUnavailable
from storage.merkle.keys import KeyFileRefused, load_or_create_key
from storage.merkle.notes import KeyKind, Note
from storage.sequencing.errors import CONNECTION_LOST, LogRefused
from storage.sequencing.repository import clear_alarm, prune_checkpoints, raise_alarm
from storage.sequencing.sequencer import BATCH, Sequencer, open_sequencer

if TYPE_CHECKING:
    import asyncpg

log = logging.getLogger(__name__)

PAUSE = 0.4  # seconds between two looks; an act is in a checkpoint within a second
PATIENCE = 15.0  # after a failure, or while another process sequences
WITNESS_PAUSE = 5.0
EVERY_HOUR = 3600.0
KEEP_CHECKPOINTS = timedelta(days=2)
SEQUENCER = "sequencer"
_LOCK = 0x0C06_0003
# What comes and goes with a network: it is tried again, and nothing is said of it but in the log.
_PASSING = (*CONNECTION_LOST, DBAPIError, DatabaseUnavailable)


@asynccontextmanager
async def sequencing(platform: Platform) -> AsyncIterator[Sequencer | None]:
    """The sequencer, as long as this process holds the lock; None where another one does."""
    async with platform.database.engine.connect() as connection:
        try:
            asked = text("SELECT pg_try_advisory_lock(:lock)")
            held = bool((await connection.execute(asked, {"lock": _LOCK})).scalar_one())
            await connection.commit()  # the lock belongs to the connection
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            yield await _open(platform, driver) if held and driver else None
        finally:
            # Closed, not given back: in the pool it would hold the lock without us.
            await connection.invalidate()


async def _open(platform: Platform, connection: "asyncpg.Connection[asyncpg.Record]") -> Sequencer:
    settings = platform.journal
    key = load_or_create_key(settings.key_file, name=settings.name, kind=KeyKind.LOG)
    return await open_sequencer(
        connection,
        blobs=platform.blobs,
        key=key,
        lock_for=timedelta(days=settings.lock_days),
        clock=platform.clock.now,
    )


async def sequence_all(platform: Platform) -> Note | None:
    """Sequence everything that is committed; the last checkpoint, if there was anything."""
    newest: Note | None = None
    async with sequencing(platform) as sequencer:
        while sequencer and (note := await sequencer.round()):
            newest = note
    return newest


async def keep_sequenced(platform: Platform) -> None:
    """Sequence until cancelled. What cannot be gone on from is an alarm, and is tried again."""
    while True:
        try:
            async with sequencing(platform) as sequencer:
                if sequencer:
                    await _clear(platform, SEQUENCER)
                    await _go_on(sequencer)
        except (LogRefused, KeyFileRefused, BlobError) as error:
            await _alarm(platform, SEQUENCER, error)
        except _PASSING:
            log.exception("the sequencer lost its connection; it is tried again")
        await asyncio.sleep(PATIENCE)


async def _go_on(sequencer: Sequencer) -> None:
    while True:
        before = sequencer.edge.size
        await sequencer.round()
        if sequencer.edge.size < before + BATCH:
            await asyncio.sleep(PAUSE)


async def keep_stamped(platform: Platform) -> None:
    """Have the newest checkpoint time-stamped once a day, and forget the old ones, until cancelled.

    Soon after the start for the first time, so that a new journal has its stamp.
    """
    await asyncio.sleep(PATIENCE)
    while True:
        await _guarded(platform, stamp_newest)
        await _guarded(platform, _prune)
        await asyncio.sleep(EVERY_HOUR)


async def keep_witnessed(platform: Platform) -> None:
    """Ask the witnesses for their signatures again and again, until cancelled."""
    while platform.journal.witness_keys:
        await _guarded(platform, ask_witnesses)
        await asyncio.sleep(WITNESS_PAUSE)


async def _guarded(platform: Platform, work: Callable[[Platform], Awaitable[object]]) -> None:
    try:
        await work(platform)
    except (*_PASSING, BlobError):
        log.exception("what follows on a checkpoint failed; it is tried again in its turn")


async def _prune(platform: Platform) -> int:
    async with platform.database.session() as session:
        gone = await prune_checkpoints(session, before=platform.clock.now() - KEEP_CHECKPOINTS)
        await session.commit()
    return gone


async def _alarm(platform: Platform, source: str, error: Exception) -> None:
    problem = error.problem if isinstance(error, LogRefused) else type(error).__name__
    log.error("the journal is not sequenced: %s: %s", problem, error)
    try:
        async with platform.database.session() as session:
            await raise_alarm(
                session, source, problem=problem, detail=str(error), now=platform.clock.now()
            )
            await session.commit()
    except _PASSING:
        log.exception("and the alarm could not be written")


async def _clear(platform: Platform, source: str) -> None:
    async with platform.database.session() as session:
        await clear_alarm(session, source)
        await session.commit()
