"""Outbox and inbox: work that follows a transaction, at least once delivered, once done.

`publish` writes an event in the transaction it follows from. A worker claims events (SKIP LOCKED),
hands each to its consumers, and deletes it when all are done. A consumer's effect and its inbox
row are one transaction, so a second delivery finds the row and does nothing. A claim is alive as
long as the advisory lock of the worker that made it: a killed worker's events are free the moment
the server notices the closed connection, with no lease to wait for.

Scheduling uses the database's own clock; `occurred_at` uses the clock of the office (`now`).
The field names are those of CloudEvents 1.0, so that a broker can stand behind this table.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, delete, func, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

CHANNEL = "congvu_outbox"
LOCK_SPACE = 0x0C06
MAX_ERROR_LENGTH = 2_000


# The workers that are there now: each holds an advisory lock (LOCK_SPACE, its number).
_ALIVE = text(
    """
    (SELECT objid::bigint FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 2 AND classid = :space
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    """
).bindparams(space=LOCK_SPACE)


class EventState(StrEnum):
    PENDING = "pending"
    DEAD = "dead"


class OutboxEvent(SQLModel, table=True):
    """An event on its way. `type` is noun.verb in the past, `subject` the id of the noun."""

    __tablename__ = "outbox_event"
    __table_args__ = (
        Index(
            "ix_outbox_event_due",
            "next_at",
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    type: str
    subject: UUID
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    state: EventState = Field(default=EventState.PENDING, sa_type=enum_type(EventState))
    attempts: int = 0
    next_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        nullable=False,
        sa_column_kwargs={"server_default": text("clock_timestamp()")},
    )
    claimed_by: int | None = None
    last_error: str | None = None


class InboxEntry(SQLModel, table=True):
    """Proof that `consumer` has done its part for an event."""

    __tablename__ = "inbox_entry"

    consumer: str = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True)
    done_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        nullable=False,
        sa_column_kwargs={"server_default": text("clock_timestamp()")},
    )


async def publish(
    session: AsyncSession,
    *,
    type: str,  # noqa: A002 - the attribute's name in CloudEvents
    subject: UUID,
    now: datetime,
    data: dict[str, Any] | None = None,
    delay: timedelta = timedelta(0),
) -> UUID:
    """Write an event into the transaction under way and wake the workers at its commit.

    With a `delay` it is due that much later, by the database's clock.
    """
    event_id = new_id()
    await session.exec(
        insert(OutboxEvent)
        .values(
            id=event_id,
            type=type,
            subject=subject,
            data=data or {},
            occurred_at=now,
            state=EventState.PENDING,
            attempts=0,
            next_at=func.clock_timestamp() + delay,
        )
        .returning(func.pg_notify(CHANNEL, ""))
    )
    return event_id


async def claim(session: AsyncSession, *, worker: int, limit: int) -> Sequence[OutboxEvent]:
    """Take up to `limit` due events for the worker that holds advisory lock `worker`."""
    due = (
        select(OutboxEvent.id)
        .where(
            OutboxEvent.state == EventState.PENDING,
            col(OutboxEvent.next_at) <= func.clock_timestamp(),
            col(OutboxEvent.claimed_by).is_(None) | col(OutboxEvent.claimed_by).not_in(_ALIVE),
        )
        .order_by(col(OutboxEvent.next_at), col(OutboxEvent.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = await session.exec(
        update(OutboxEvent)
        .where(col(OutboxEvent.id).in_(due))
        .values(claimed_by=worker, attempts=col(OutboxEvent.attempts) + 1)
        .returning(OutboxEvent)
    )
    return sorted(claimed.scalars().all(), key=lambda event: event.id)


async def accept_once(session: AsyncSession, *, consumer: str, event_id: UUID) -> bool:
    """Enter `consumer`'s mark for an event; False if its effect is already committed."""
    entered = await session.exec(
        insert(InboxEntry)
        .values(consumer=consumer, event_id=event_id)
        .on_conflict_do_nothing()
        .returning(col(InboxEntry.event_id))
    )
    return entered.scalar_one_or_none() is not None


async def settle(session: AsyncSession, event_id: UUID) -> None:
    """Forget an event that all consumers have done."""
    await session.exec(delete(OutboxEvent).where(col(OutboxEvent.id) == event_id))


async def postpone(
    session: AsyncSession, event_id: UUID, *, delay: timedelta, error: str, dead: bool
) -> None:
    """Give an event back after a failure: for another try after `delay`, or as a dead letter."""
    await session.exec(
        update(OutboxEvent)
        .where(col(OutboxEvent.id) == event_id)
        .values(
            claimed_by=None,
            last_error=error[:MAX_ERROR_LENGTH],
            next_at=func.clock_timestamp() + delay,
            state=EventState.DEAD if dead else EventState.PENDING,
        )
    )


async def list_dead(session: AsyncSession, *, limit: int = 100) -> Sequence[OutboxEvent]:
    """Events given up on, oldest first."""
    rows = await session.exec(
        select(OutboxEvent)
        .where(OutboxEvent.state == EventState.DEAD)
        .order_by(col(OutboxEvent.id))
        .limit(limit)
    )
    return rows.all()


async def revive(session: AsyncSession, event_id: UUID) -> bool:
    """Put a dead letter back in the queue; False if there is none with this id."""
    revived = await session.exec(
        update(OutboxEvent)
        .where(col(OutboxEvent.id) == event_id, col(OutboxEvent.state) == EventState.DEAD)
        .values(state=EventState.PENDING, attempts=0, next_at=func.clock_timestamp())
        .returning(col(OutboxEvent.id))
    )
    found = revived.scalar_one_or_none() is not None
    await session.exec(select(func.pg_notify(CHANNEL, "")))
    return found
