"""Opening, the agenda with its clock, and closing: what the chair does with the meeting."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from meetings.errors import MoveRefused, NotVisible
from meetings.live_errors import VoteUnderWay
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind, ItemState
from meetings.participant import (
    Participant,
    lock_led,
    lock_meeting,
    require_in_room,
    require_lead,
)
from meetings.repository import live as rows
from meetings.repository.agenda import list_items
from meetings.service.floor import end_turn
from meetings.service.joining import end_stays
from meetings.service.recording import stop_running
from meetings.service.timeline import record_event
from storage.outbox import publish


async def open_meeting(*, session: AsyncSession, who: Participant, now: datetime) -> Meeting:
    meeting = await lock_meeting(session, who.meeting_id)
    require_lead(who)
    await require_in_room(session, who)
    meeting.mark_open(now=now)
    _tell(session, meeting, who, EventKind.OPENED, now=now)
    _record(session, who, Act.MEETING_OPEN, now)
    return meeting


async def close_meeting(*, session: AsyncSession, who: Participant, now: datetime) -> Meeting:
    """Close it; the current item, the speaker and the recording end with it, a vote must not."""
    meeting = await lock_led(session, who)
    vote = await rows.find_open_vote(session, meeting.id)
    if vote is not None:
        raise VoteUnderWay(vote.id)
    await end_turn(session, meeting, now=now)
    await _finish_current(session, meeting, who, now=now)
    await stop_running(session, meeting, who, now=now)
    meeting.mark_closed(now=max(now, meeting.opened_at or now))  # two servers, two clocks
    await end_stays(session, meeting, now=now)
    _tell(session, meeting, who, EventKind.CLOSED, now=now)
    _record(session, who, Act.MEETING_CLOSE, now)
    await publish(session, type="meeting.closed", subject=meeting.id, now=now)
    return meeting


async def start_item(
    *, session: AsyncSession, who: Participant, item_id: UUID, now: datetime
) -> AgendaItem:
    """Begin an item, or come back to it; the one before is done."""
    meeting = await lock_led(session, who)
    item = _one(await list_items(session, meeting.id), item_id)
    if item.state is ItemState.CURRENT:
        raise MoveRefused("agenda_item", item.state, ItemState.CURRENT)
    await _finish_current(session, meeting, who, now=now)
    item.mark_current(now=now)
    _tell(session, meeting, who, EventKind.ITEM_STARTED, now=now, item=item)
    return item


async def next_item(*, session: AsyncSession, who: Participant, now: datetime) -> AgendaItem | None:
    """The next one that waits; None after the last, which is done then."""
    meeting = await lock_led(session, who)
    waiting = [
        item for item in await list_items(session, meeting.id) if item.state is ItemState.WAITING
    ]
    await _finish_current(session, meeting, who, now=now)
    if not waiting:
        return None
    waiting[0].mark_current(now=now)
    _tell(session, meeting, who, EventKind.ITEM_STARTED, now=now, item=waiting[0])
    return waiting[0]


async def finish_item(*, session: AsyncSession, who: Participant, now: datetime) -> None:
    meeting = await lock_led(session, who)
    await _finish_current(session, meeting, who, now=now)


async def extend_item(
    *, session: AsyncSession, who: Participant, minutes: int, now: datetime
) -> AgendaItem:
    meeting = await lock_led(session, who)
    item = await rows.find_current_item(session, meeting.id)
    if item is None:
        raise MoveRefused("agenda_item", "not current", "extended")
    item.minutes_added += minutes
    _tell(session, meeting, who, EventKind.ITEM_EXTENDED, now=now, item=item, minutes=minutes)
    return item


async def _finish_current(
    session: AsyncSession, meeting: Meeting, who: Participant, *, now: datetime
) -> None:
    item = await rows.find_current_item(session, meeting.id)
    if item is not None:
        item.mark_done(now=now)
        _tell(session, meeting, who, EventKind.ITEM_DONE, now=now, item=item)


def _one(items: Sequence[AgendaItem], item_id: UUID) -> AgendaItem:
    found = next((item for item in items if item.id == item_id), None)
    if found is None:
        raise NotVisible("agenda_item", item_id)
    return found


def _tell(
    session: AsyncSession,
    meeting: Meeting,
    who: Participant,
    kind: EventKind,
    *,
    now: datetime,
    item: AgendaItem | None = None,
    **details: object,
) -> None:
    record_event(
        session,
        meeting=meeting,
        kind=kind,
        now=now,
        seat_id=who.seat_id,
        person=who.person,
        item_id=item.id if item else None,
        details={**details, **({"title": item.title} if item else {})},
    )


def _record(session: AsyncSession, who: Participant, act: Act, now: datetime) -> None:
    record_act(session, actor=who.actor, act=act, subject=("meeting", who.meeting_id), now=now)
