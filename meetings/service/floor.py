"""The floor: who asks for it, who has it, for how long."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.errors import NotAllowed
from meetings.errors import FieldRefused, MoveRefused
from meetings.live_errors import AskedAlready
from meetings.models.floor import FloorRequest
from meetings.models.live_states import FloorKind, FloorState
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind
from meetings.participant import Participant, get_live, lock_attended, lock_led
from meetings.repository import live as rows
from meetings.repository.seats import get_seat
from meetings.service.timeline import record_event


async def ask_floor(
    *,
    session: AsyncSession,
    who: Participant,
    kind: FloorKind,
    person: str,
    seat_id: UUID | None,
    now: datetime,
) -> FloorRequest:
    """Stand in the queue; chair and secretary also for a seat without a device."""
    meeting = await lock_attended(session, who)
    seat = seat_id or who.seat_id
    if seat != who.seat_id:
        if not who.leads:
            raise NotAllowed("lead")
        await get_seat(session, meeting.id, seat)
    queue = await rows.list_floor(session, meeting.id, FloorState.ASKED)
    if any(row.seat_id == seat and row.kind is kind for row in queue):
        raise AskedAlready
    row = await _request(session, meeting, seat, kind, person, now=now)
    _tell(session, meeting, row, EventKind.FLOOR_ASKED, now)
    return row


async def withdraw_floor(
    *, session: AsyncSession, who: Participant, request_id: UUID, now: datetime
) -> None:
    meeting = await lock_attended(session, who)
    row = await rows.get_floor_request(session, meeting.id, request_id)
    if row.seat_id != who.seat_id and not who.leads:
        raise NotAllowed("withdraw")
    row.mark_withdrawn()
    _tell(session, meeting, row, EventKind.FLOOR_WITHDRAWN, now)


async def order_floor(
    *, session: AsyncSession, who: Participant, request_ids: Sequence[UUID], now: datetime
) -> None:
    """Put the queue into the order named; points of order stay before the others."""
    meeting = await lock_led(session, who)
    queue = {row.id: row for row in await rows.list_floor(session, meeting.id, FloorState.ASKED)}
    if sorted(request_ids) != sorted(queue):
        raise FieldRefused("request_ids", "name everybody in the queue once")
    for position, request_id in enumerate(request_ids, start=1):
        queue[request_id].position = position
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.FLOOR_ORDERED,
        now=now,
        details={"requests": [str(request_id) for request_id in request_ids]},
    )


async def dismiss_floor(
    *, session: AsyncSession, who: Participant, request_id: UUID, now: datetime
) -> None:
    meeting = await lock_led(session, who)
    row = await rows.get_floor_request(session, meeting.id, request_id)
    row.mark_dismissed()
    _tell(session, meeting, row, EventKind.FLOOR_DISMISSED, now)


async def call_floor(  # noqa: PLR0913 - a call has these facts, each named
    *,
    session: AsyncSession,
    who: Participant,
    request_id: UUID | None,
    seat_id: UUID | None,
    person: str,
    seconds: int | None,
    now: datetime,
) -> FloorRequest:
    """Give the floor to who asked, or to a seat that did not; who had it until now has spoken."""
    meeting = await lock_led(session, who)
    live = await get_live(session, meeting.id)
    if request_id is not None:
        row = await rows.get_floor_request(session, meeting.id, request_id)
    elif seat_id is not None:
        await get_seat(session, meeting.id, seat_id)
        row = await _request(session, meeting, seat_id, FloorKind.SPEAK, person, now=now)
    else:
        raise FieldRefused("request_id", "name a request or a seat")
    await end_turn(session, meeting, now=now)
    row.mark_speaking(seconds or live.speech_seconds, now=now)
    _tell(session, meeting, row, EventKind.FLOOR_GIVEN, now, seconds=row.seconds_allowed)
    return row


async def end_floor(*, session: AsyncSession, who: Participant, now: datetime) -> None:
    """The speaker is done, or the chair says so."""
    meeting = await lock_attended(session, who)
    speaker = await rows.find_speaker(session, meeting.id)
    if speaker is None:
        raise MoveRefused("floor", "free", "ended")
    if speaker.seat_id != who.seat_id and not who.leads:
        raise NotAllowed("lead")
    await end_turn(session, meeting, now=now)


async def extend_floor(
    *, session: AsyncSession, who: Participant, seconds: int, now: datetime
) -> FloorRequest:
    meeting = await lock_led(session, who)
    speaker = await rows.find_speaker(session, meeting.id)
    if speaker is None:
        raise MoveRefused("floor", "free", "extended")
    speaker.seconds_allowed = (speaker.seconds_allowed or 0) + seconds
    _tell(session, meeting, speaker, EventKind.FLOOR_EXTENDED, now, seconds=seconds)
    return speaker


async def end_turn(session: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    speaker = await rows.find_speaker(session, meeting.id)
    if speaker is None:
        return
    speaker.mark_spoken(now=now)
    await session.flush()  # the index allows one speaker; the next is written after this one
    spoke = now - (speaker.started_at or now)
    _tell(session, meeting, speaker, EventKind.FLOOR_ENDED, now, seconds=int(spoke.total_seconds()))


async def _request(
    session: AsyncSession,
    meeting: Meeting,
    seat_id: UUID,
    kind: FloorKind,
    person: str,
    *,
    now: datetime,
) -> FloorRequest:
    item = await rows.find_current_item(session, meeting.id)
    row = FloorRequest(
        meeting_id=meeting.id,
        item_id=item.id if item else None,
        seat_id=seat_id,
        person=person,
        kind=kind,
        position=await rows.next_place(session, meeting.id),
        asked_at=now,
    )
    session.add(row)
    return row


def _tell(
    session: AsyncSession,
    meeting: Meeting,
    row: FloorRequest,
    kind: EventKind,
    now: datetime,
    **details: object,
) -> None:
    record_event(
        session,
        meeting=meeting,
        kind=kind,
        now=now,
        seat_id=row.seat_id,
        person=row.person,
        item_id=row.item_id,
        details={"request": str(row.id), "kind": row.kind.value, **details},
    )
