"""The chair's controls: whose microphone, camera and screen is let through, and who is here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from auth.errors import NotAllowed
from meetings.errors import FieldRefused
from meetings.models.live_states import SpeechRule
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind, SeatRole
from meetings.participant import Participant, get_live, get_live_seat, lock_led
from meetings.repository import live as rows
from meetings.repository.seats import get_seat, list_seats
from meetings.service.floor import end_turn
from meetings.service.joining import end_seat
from meetings.service.timeline import record_event

_LEADING = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})


async def control_seat(  # noqa: PLR0913 - the three switches of a seat, each named
    *,
    session: AsyncSession,
    who: Participant,
    seat_id: UUID,
    now: datetime,
    muted: bool | None = None,
    camera_off: bool | None = None,
    may_share: bool | None = None,
) -> None:
    """Set what is named; the rest stays."""
    meeting = await lock_led(session, who)
    seat = await get_seat(session, meeting.id, seat_id)
    live = await get_live_seat(session, meeting.id, seat.id)
    given = {"muted": muted, "camera_off": camera_off, "may_share": may_share}
    change = {name: value for name, value in given.items() if value is not None}
    if not change:
        raise FieldRefused("seat_id", "name what shall change")
    live.sqlmodel_update(change)
    _tell(session, meeting, who, now, seat=str(seat_id), **change)


async def mute_all(*, session: AsyncSession, who: Participant, now: datetime) -> None:
    """Mute everybody but chair, secretary and who has the floor."""
    meeting = await lock_led(session, who)
    speaker = await rows.find_speaker(session, meeting.id)
    for seat in await list_seats(session, meeting.id):
        if seat.role in _LEADING or (speaker and speaker.seat_id == seat.id):
            continue
        (await get_live_seat(session, meeting.id, seat.id)).muted = True
    _tell(session, meeting, who, now, all_muted=True)


async def unmute_all(*, session: AsyncSession, who: Participant, now: datetime) -> None:
    meeting = await lock_led(session, who)
    for seat in await list_seats(session, meeting.id):
        (await get_live_seat(session, meeting.id, seat.id)).muted = False
    _tell(session, meeting, who, now, all_muted=False)


async def set_rules(
    *,
    session: AsyncSession,
    who: Participant,
    now: datetime,
    speech: SpeechRule | None = None,
    speech_seconds: int | None = None,
    locked: bool | None = None,
) -> None:
    meeting = await lock_led(session, who)
    live = await get_live(session, meeting.id)
    given: dict[str, Any] = {"speech": speech, "speech_seconds": speech_seconds, "locked": locked}
    change = {name: value for name, value in given.items() if value is not None}
    live.sqlmodel_update(change)
    _tell(session, meeting, who, now, **change)


async def remove_seat(
    *, session: AsyncSession, who: Participant, seat_id: UUID, reason: str, now: datetime
) -> None:
    """Send a seat out, with the reason; it stays out until it is let in again."""
    meeting = await lock_led(session, who)
    seat = await get_seat(session, meeting.id, seat_id)
    if seat.role in _LEADING:
        raise NotAllowed("remove")
    live = await get_live_seat(session, meeting.id, seat.id)
    live.removed_at, live.remove_reason = now, reason
    speaker = await rows.find_speaker(session, meeting.id)
    if speaker and speaker.seat_id == seat.id:
        await end_turn(session, meeting, now=now)
    await end_seat(session, meeting, seat.id, now=now)
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.REMOVED,
        now=now,
        seat_id=seat.id,
        details={"reason": reason, "by": who.person},
    )
    _record(session, who, Act.SEAT_EXPEL, seat.id, now, reason=reason)


async def readmit_seat(
    *, session: AsyncSession, who: Participant, seat_id: UUID, now: datetime
) -> None:
    meeting = await lock_led(session, who)
    seat = await get_seat(session, meeting.id, seat_id)
    live = await get_live_seat(session, meeting.id, seat.id)
    live.removed_at = live.remove_reason = None
    _tell(session, meeting, who, now, seat=str(seat_id), readmitted=True)
    _record(session, who, Act.SEAT_READMIT, seat_id, now)


def _tell(
    session: AsyncSession, meeting: Meeting, who: Participant, now: datetime, **details: Any
) -> None:
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.CONTROLLED,
        now=now,
        seat_id=who.seat_id,
        person=who.person,
        details=details,
    )


def _record(
    session: AsyncSession, who: Participant, act: Act, seat_id: UUID, now: datetime, **details: str
) -> None:
    record_act(
        session,
        actor=who.actor,
        act=act,
        subject=("meeting", who.meeting_id),
        now=now,
        details={"seat": str(seat_id), **details},
    )
