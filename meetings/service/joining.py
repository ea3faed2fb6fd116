"""Coming and going: devices at seats, the lobby, and the presence that follows from both."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from meetings.errors import MoveRefused
from meetings.live_errors import MeetingLocked, TooManyDevices
from meetings.models.live import LiveConnection
from meetings.models.live_states import ConnectionState
from meetings.models.meeting import Meeting
from meetings.models.seat import Presence
from meetings.models.states import EventKind, PresenceHow
from meetings.participant import (
    JOINABLE,
    Participant,
    get_live,
    lock_meeting,
    require_in_room,
)
from meetings.repository import live as rows
from meetings.service.timeline import record_event

MOST_DEVICES = 8
#: How long a device that dropped out keeps its place as if it were there.
GRACE = timedelta(seconds=15)


async def join(
    *,
    session: AsyncSession,
    who: Participant,
    device: str,
    server: int,
    now: datetime,
) -> LiveConnection:
    """Sit down with a device; the same device again takes over from its former connection."""
    meeting = await lock_meeting(session, who.meeting_id)
    if meeting.state not in JOINABLE:
        raise MoveRefused("meeting", meeting.state, "joined")
    if who.admitted:
        await require_in_room(session, who)
    known = [
        row
        for row in await rows.list_connections(session, meeting.id)
        if row.seat_id == who.seat_id
    ]
    former = next((row for row in known if row.device == device), None)
    await _require_room(session, meeting, who, known, former)
    if former is not None:
        await rows.hint(session, meeting.id, replaced=str(former.id))
        await session.delete(former)
        await session.flush()  # the seat's device is one row
    row = LiveConnection(
        meeting_id=meeting.id,
        seat_id=who.seat_id,
        person=who.person,
        device=device,
        server=server,
        state=ConnectionState.IN if who.admitted else ConnectionState.LOBBY,
        since=now,
    )
    session.add(row)
    if who.admitted:
        await come_in(session, meeting, row, now=now)
    await rows.hint(session, meeting.id, changed=["seats", "lobby"])
    return row


async def _require_room(
    session: AsyncSession,
    meeting: Meeting,
    who: Participant,
    known: Sequence[LiveConnection],
    former: LiveConnection | None,
) -> None:
    live = await get_live(session, meeting.id)
    if live.locked and not known and not who.leads:
        raise MeetingLocked
    if former is None and len(known) >= MOST_DEVICES:
        raise TooManyDevices(MOST_DEVICES)


async def come_in(
    session: AsyncSession, meeting: Meeting, connection: LiveConnection, *, now: datetime
) -> None:
    """Note that the person is there, once, however many devices show it."""
    open_rows = await session.exec(_stay(connection))
    if open_rows.first() is not None:
        return
    session.add(
        Presence(
            seat_id=connection.seat_id,
            person=connection.person,
            how=PresenceHow.DEVICE,
            joined_at=now,
        )
    )
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.JOINED,
        now=now,
        seat_id=connection.seat_id,
        person=connection.person,
    )


async def lose(*, session: AsyncSession, connection_id: UUID, server: int, now: datetime) -> None:
    """The line broke: the device has a while to come back."""
    row = await session.get(LiveConnection, connection_id)
    if row is not None and row.server == server:
        row.lost_at = now
        await rows.hint(session, row.meeting_id, changed=["seats"])


async def leave(*, session: AsyncSession, connection_id: UUID, now: datetime) -> None:
    """Stand up. What was taken over by a later connection is that one's to end."""
    row = await session.get(LiveConnection, connection_id)
    if row is None:
        return
    meeting = await lock_meeting(session, row.meeting_id)
    await _end(session, meeting, row, now=now)


async def end_lost(*, session: AsyncSession, meeting_id: UUID, now: datetime) -> None:
    """End the stays of devices that did not come back, and of servers that are gone."""
    meeting = await lock_meeting(session, meeting_id)
    lost = await session.exec(
        select(LiveConnection).where(LiveConnection.meeting_id == meeting_id, _gone(now))
    )
    for row in lost.all():
        await _end(session, meeting, row, now=row.lost_at or now)


async def list_meetings_with_lost(session: AsyncSession, *, now: datetime) -> Sequence[UUID]:
    found = await session.exec(select(LiveConnection.meeting_id).where(_gone(now)).distinct())
    return found.all()


async def mark_orphans(*, session: AsyncSession, now: datetime) -> None:
    """Connections of a server that died are lost from now on."""
    found = await session.exec(
        select(LiveConnection)
        .where(col(LiveConnection.lost_at).is_(None), col(LiveConnection.server).not_in(rows.ALIVE))
        .with_for_update(skip_locked=True)
    )
    for row in found.all():
        row.lost_at = now


async def end_stays(session: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """With the meeting everybody leaves; that is no event of its own."""
    for stay in await rows.list_present_now(session, meeting.id):
        stay.left_at = now
    for row in await rows.list_connections(session, meeting.id):
        await session.delete(row)


async def end_seat(
    session: AsyncSession, meeting: Meeting, seat_id: UUID, *, now: datetime
) -> None:
    """Stand a seat up with all its devices, which are told to close."""
    for row in await rows.list_connections(session, meeting.id):
        if row.seat_id == seat_id:
            await rows.hint(session, meeting.id, removed=str(row.id))
            await _end(session, meeting, row, now=now)


async def _end(
    session: AsyncSession, meeting: Meeting, row: LiveConnection, *, now: datetime
) -> None:
    await session.delete(row)
    await session.flush()  # the others of this person are counted without it
    await rows.hint(session, meeting.id, changed=["seats", "lobby"])
    others = await session.exec(
        select(LiveConnection.id).where(
            LiveConnection.seat_id == row.seat_id,
            LiveConnection.person == row.person,
            LiveConnection.state == ConnectionState.IN,
        )
    )
    stay = (await session.exec(_stay(row))).first()
    if stay is None or others.first() is not None:
        return
    stay.left_at = max(now, stay.joined_at)
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.LEFT,
        now=now,
        seat_id=row.seat_id,
        person=row.person,
    )


def _stay(connection: LiveConnection) -> SelectOfScalar[Presence]:
    return select(Presence).where(
        Presence.seat_id == connection.seat_id,
        Presence.person == connection.person,
        Presence.how == PresenceHow.DEVICE,
        col(Presence.left_at).is_(None),
    )


def _gone(now: datetime) -> ColumnElement[bool]:
    return col(LiveConnection.lost_at) <= now - GRACE
