"""Questions to the tables of the log."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.journal import JournalEntry
from storage.merkle.notes import Note
from storage.sequencing.models import (
    JournalAlarm,
    JournalCheckpoint,
    JournalCosignature,
    JournalLeaf,
    JournalPending,
)

_LOOKED_AT = 1000
_COSIGNED = exists().where(col(JournalCosignature.size) == col(JournalCheckpoint.size))


async def find_newest(session: AsyncSession) -> JournalCheckpoint | None:
    newest = select(JournalCheckpoint).order_by(col(JournalCheckpoint.size).desc()).limit(1)
    return (await session.exec(newest)).one_or_none()


async def find_best(session: AsyncSession, *, least: int) -> JournalCheckpoint | None:
    """A checkpoint of at least `least` leaves: the newest that a witness knows, or the newest."""
    best = (
        select(JournalCheckpoint)
        .where(col(JournalCheckpoint.size) >= least)
        .order_by(_COSIGNED.desc(), col(JournalCheckpoint.size).desc())
        .limit(1)
    )
    return (await session.exec(best)).one_or_none()


async def list_stamped(session: AsyncSession) -> Sequence[int]:
    """The sizes of the checkpoints that have a time stamp, which stay."""
    stamped = select(JournalCheckpoint.size).where(col(JournalCheckpoint.stamped_at).is_not(None))
    return (await session.exec(stamped.order_by(col(JournalCheckpoint.size)))).all()


async def find_stamped(session: AsyncSession) -> JournalCheckpoint | None:
    """The one that was stamped last."""
    stamped = select(JournalCheckpoint).where(col(JournalCheckpoint.stamped_at).is_not(None))
    newest = stamped.order_by(col(JournalCheckpoint.size).desc()).limit(1)
    return (await session.exec(newest)).one_or_none()


async def note_of(session: AsyncSession, checkpoint: JournalCheckpoint) -> Note:
    """The checkpoint with the signatures of its witnesses."""
    lines = select(JournalCosignature.line).where(JournalCosignature.size == checkpoint.size)
    found = await session.exec(lines.order_by(col(JournalCosignature.witness)))
    return Note.parse(checkpoint.note).joined_by(found.all())


async def list_placed(
    session: AsyncSession, entry_ids: Iterable[UUID]
) -> Sequence[tuple[JournalEntry, JournalLeaf | None]]:
    """The rows with these ids and the leaf of each, if it has one."""
    rows = await session.exec(
        select(JournalEntry, JournalLeaf)
        .join(JournalLeaf, col(JournalLeaf.entry_id) == JournalEntry.id, isouter=True)
        .where(col(JournalEntry.id).in_(list(entry_ids)))
        .order_by(col(JournalEntry.at), col(JournalEntry.id))
    )
    return [(entry, leaf) for entry, leaf in rows.all()]


async def count_pending(session: AsyncSession) -> int:
    """How many rows wait for a leaf."""
    return (await session.exec(select(func.count()).select_from(JournalPending))).one()


async def count_lost(session: AsyncSession) -> int:
    """How many of those that wait longest are no longer in the journal: they were taken away."""
    oldest = (
        select(JournalPending).order_by(col(JournalPending.entry_id)).limit(_LOOKED_AT).subquery()
    )
    is_there = exists().where(
        col(JournalEntry.id) == oldest.c.entry_id, col(JournalEntry.at) == oldest.c.at
    )
    lost = select(func.count()).select_from(oldest).where(~is_there)
    return (await session.exec(lost)).one()


async def find_cosigned_size(session: AsyncSession, witness: str) -> int:
    """The size that a witness cosigned last; 0 if none."""
    newest = select(func.max(JournalCosignature.size)).where(JournalCosignature.witness == witness)
    return (await session.exec(newest)).one() or 0


async def enter_cosignature(session: AsyncSession, row: JournalCosignature) -> None:
    await session.exec(
        insert(JournalCosignature).values(**row.model_dump()).on_conflict_do_nothing()
    )


async def list_alarms(session: AsyncSession) -> Sequence[JournalAlarm]:
    return (await session.exec(select(JournalAlarm).order_by(JournalAlarm.source))).all()


async def raise_alarm(
    session: AsyncSession, source: str, *, problem: str, detail: str, now: datetime
) -> None:
    """Enter what is wrong, since when it has been wrong in this way."""
    alarm = await session.get(JournalAlarm, source) or JournalAlarm(
        source=source, problem="", detail="", since=now
    )
    if alarm.problem != problem:
        alarm.problem, alarm.since = problem, now
    alarm.detail = detail[:1000]
    session.add(alarm)


async def clear_alarm(session: AsyncSession, source: str) -> None:
    await session.exec(delete(JournalAlarm).where(col(JournalAlarm.source) == source))


async def prune_checkpoints(session: AsyncSession, *, before: datetime) -> int:
    """Forget what was signed before a day ago and has no time stamp: the newer ones contain it."""
    newest = select(func.max(JournalCheckpoint.size)).scalar_subquery()
    gone = await session.exec(
        delete(JournalCheckpoint).where(
            col(JournalCheckpoint.signed_at) < before,
            col(JournalCheckpoint.stamped_at).is_(None),
            col(JournalCheckpoint.size) < newest,
        )
    )
    kept = select(JournalCheckpoint.size)
    last = select(func.max(JournalCosignature.size)).group_by(JournalCosignature.witness)
    await session.exec(
        delete(JournalCosignature).where(
            col(JournalCosignature.size).not_in(kept), col(JournalCosignature.size).not_in(last)
        )
    )
    return gone.rowcount
