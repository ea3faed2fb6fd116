"""The daily time stamp: an authority outside says when a checkpoint was there."""

from dataclasses import dataclass
from datetime import datetime

from services.platform import Platform
from signing.errors import SigningError
from storage.sequencing.models import JournalCheckpoint
from storage.sequencing.places import kept_checkpoint, kept_stamp
from storage.sequencing.repository import clear_alarm, find_newest, find_stamped, raise_alarm

STAMPING = "time-stamp"


@dataclass(frozen=True, slots=True)
class ToStamp:
    size: int
    note: bytes


async def stamp_newest(platform: Platform) -> int | None:
    """Stamp the newest checkpoint if the last stamp is a day old; its size, if one was stamped.

    The stamp stands for the note with the log's own signature alone: cosignatures come later.
    """
    now = platform.clock.now()
    due = await _find_due(platform, now)
    if due is None:
        return None
    try:
        token = await platform.signing.stamp_bytes(due.note, now=now)
    except SigningError as error:
        await _alarm(platform, error, now=now)
        return None
    await platform.blobs.put_named(kept_checkpoint(due.size), due.note)
    await platform.blobs.put_named(kept_stamp(due.size), token)
    async with platform.database.session() as session:
        row = await session.get_one(JournalCheckpoint, due.size, with_for_update=True)
        row.stamp, row.stamped_at = token, now
        await clear_alarm(session, STAMPING)
        await session.commit()
    return due.size


async def _find_due(platform: Platform, now: datetime) -> ToStamp | None:
    async with platform.database.session() as session:
        newest, stamped = await find_newest(session), await find_stamped(session)
    if newest is None or newest.stamped_at is not None:
        return None
    every = platform.journal.stamp_every
    if stamped and stamped.stamped_at and stamped.stamped_at > now - every:
        return None
    return ToStamp(newest.size, newest.note.encode())


async def _alarm(platform: Platform, error: SigningError, *, now: datetime) -> None:
    async with platform.database.session() as session:
        await raise_alarm(session, STAMPING, problem="no-time-stamp", detail=repr(error), now=now)
        await session.commit()
