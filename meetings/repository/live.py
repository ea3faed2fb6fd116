"""Queries about a running meeting: who is connected, present, asks to speak and votes."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.errors import NotVisible
from meetings.models.agenda import AgendaItem
from meetings.models.event import MeetingEvent
from meetings.models.floor import FloorRequest
from meetings.models.live import LiveConnection
from meetings.models.live_states import FloorState, VoteState
from meetings.models.seat import Presence, Seat
from meetings.models.states import EventKind, ItemState
from meetings.models.vote import Ballot, BallotToken, Vote, VoteProxy

CHANNEL = "congvu_meeting"
LOCK_SPACE = 0x0C07

# The server processes that are there now: each holds an advisory lock (LOCK_SPACE, its number).
ALIVE = text(
    """
    (SELECT objid::bigint FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 2 AND classid = :live_space
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    """
).bindparams(live_space=LOCK_SPACE)


async def hint(session: AsyncSession, meeting_id: UUID, **facts: Any) -> None:
    """Tell every server process something at the commit, without keeping it."""
    message = json.dumps({"meeting": str(meeting_id), **facts})
    await session.exec(select(func.pg_notify(CHANNEL, message)))


async def is_alive(session: AsyncSession, server: int) -> bool:
    rows = await session.exec(
        select(text(":wanted IN " + ALIVE.text)).params(wanted=server, live_space=LOCK_SPACE)
    )
    return bool(rows.one())


async def list_events(
    session: AsyncSession, meeting_id: UUID, *, after: int, limit: int
) -> Sequence[MeetingEvent]:
    rows = await session.exec(
        select(MeetingEvent)
        .where(MeetingEvent.meeting_id == meeting_id, MeetingEvent.seq > after)
        .order_by(col(MeetingEvent.seq))
        .limit(limit)
    )
    return rows.all()


async def list_events_of_kind(
    session: AsyncSession, meeting_id: UUID, kinds: Sequence[EventKind], *, newest: int
) -> Sequence[MeetingEvent]:
    """The newest of these kinds, in the order they happened."""
    rows = await session.exec(
        select(MeetingEvent)
        .where(MeetingEvent.meeting_id == meeting_id, col(MeetingEvent.kind).in_(kinds))
        .order_by(col(MeetingEvent.seq).desc())
        .limit(newest)
    )
    return rows.all()[::-1]


async def list_connections(session: AsyncSession, meeting_id: UUID) -> Sequence[LiveConnection]:
    rows = await session.exec(
        select(LiveConnection)
        .where(LiveConnection.meeting_id == meeting_id)
        .order_by(col(LiveConnection.since), col(LiveConnection.id))
    )
    return rows.all()


async def list_present_now(session: AsyncSession, meeting_id: UUID) -> Sequence[Presence]:
    rows = await session.exec(
        select(Presence)
        .join(Seat, col(Seat.id) == Presence.seat_id)
        .where(Seat.meeting_id == meeting_id, col(Presence.left_at).is_(None))
        .order_by(col(Presence.joined_at))
    )
    return rows.all()


async def find_current_item(session: AsyncSession, meeting_id: UUID) -> AgendaItem | None:
    rows = await session.exec(
        select(AgendaItem).where(
            AgendaItem.meeting_id == meeting_id, AgendaItem.state == ItemState.CURRENT
        )
    )
    return rows.first()


async def list_floor(
    session: AsyncSession, meeting_id: UUID, *states: FloorState
) -> Sequence[FloorRequest]:
    """In these states: points of order first, then as they stand in the queue."""
    rows = await session.exec(
        select(FloorRequest).where(
            FloorRequest.meeting_id == meeting_id, col(FloorRequest.state).in_(states)
        )
    )
    return sorted(rows.all(), key=lambda row: row.precedence)


async def get_floor_request(
    session: AsyncSession, meeting_id: UUID, request_id: UUID
) -> FloorRequest:
    row = await session.get(FloorRequest, request_id)
    if row is None or row.meeting_id != meeting_id:
        raise NotVisible("floor_request", request_id)
    return row


async def find_speaker(session: AsyncSession, meeting_id: UUID) -> FloorRequest | None:
    found = await list_floor(session, meeting_id, FloorState.SPEAKING)
    return found[0] if found else None


async def next_place(session: AsyncSession, meeting_id: UUID) -> int:
    rows = await session.exec(
        select(func.coalesce(func.max(FloorRequest.position), 0)).where(
            FloorRequest.meeting_id == meeting_id
        )
    )
    return rows.one() + 1


async def list_votes(session: AsyncSession, meeting_id: UUID) -> Sequence[Vote]:
    rows = await session.exec(
        select(Vote).where(Vote.meeting_id == meeting_id).order_by(col(Vote.id))
    )
    return rows.all()


async def get_vote(
    session: AsyncSession, meeting_id: UUID, vote_id: UUID, *, for_change: bool = False
) -> Vote:
    row = await session.get(Vote, vote_id, with_for_update=for_change or None)
    if row is None or row.meeting_id != meeting_id:
        raise NotVisible("vote", vote_id)
    return row


async def find_open_vote(session: AsyncSession, meeting_id: UUID) -> Vote | None:
    rows = await session.exec(
        select(Vote).where(Vote.meeting_id == meeting_id, Vote.state == VoteState.OPEN)
    )
    return rows.one_or_none()


async def list_ballots(session: AsyncSession, vote_id: UUID) -> Sequence[Ballot]:
    rows = await session.exec(
        select(Ballot)
        .join(Seat, col(Seat.id) == Ballot.seat_id)
        .where(Ballot.vote_id == vote_id)
        .order_by(col(Seat.position))
    )
    return rows.all()


async def list_tokens(session: AsyncSession, vote_id: UUID) -> Sequence[BallotToken]:
    rows = await session.exec(
        select(BallotToken)
        .join(Seat, col(Seat.id) == BallotToken.seat_id)
        .where(BallotToken.vote_id == vote_id)
        .order_by(col(Seat.position))
    )
    return rows.all()


async def list_proxies(session: AsyncSession, meeting_id: UUID) -> dict[UUID, UUID]:
    """Who votes for whom: the holder's seat, by the seat that is away."""
    rows = await session.exec(select(VoteProxy).where(VoteProxy.meeting_id == meeting_id))
    return {row.seat_id: row.holder_seat_id for row in rows.all()}
