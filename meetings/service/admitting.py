"""Guests: who they are by their link, and who lets them in from the lobby."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from meetings.errors import MoveRefused, NotVisible
from meetings.models.guest import GuestLink
from meetings.models.live_states import ConnectionState
from meetings.models.states import EventKind, MeetingState
from meetings.participant import Participant, lock_meeting, require_lead
from meetings.repository import live as rows
from meetings.repository.names import announce
from meetings.service.guests import find_guest
from meetings.service.joining import come_in
from meetings.service.timeline import record_event

_RUNNING = frozenset({MeetingState.INVITED, MeetingState.OPEN})


async def access_guest(
    *, session: AsyncSession, meeting_id: UUID, secret: str, now: datetime
) -> Participant:
    """The guest whom a link names, admitted or not. Raises `NotVisible`."""
    meeting, seat, link = await find_guest(session, secret, now=now)
    if meeting.id != meeting_id:
        raise NotVisible("guest_link", "of this meeting")
    names = await announce(session, meeting.id, [seat])
    return Participant(
        meeting_id=meeting.id,
        seat_id=seat.id,
        role=seat.role,
        person=names[seat.id].name,
        actor=None,
        admitted=link.admitted_at is not None,
    )


async def admit_guest(
    *, session: AsyncSession, who: Participant, seat_id: UUID, now: datetime
) -> None:
    """Let the guest in; who comes back by the same link is let in already."""
    require_lead(who)
    meeting = await lock_meeting(session, who.meeting_id)
    if meeting.state not in _RUNNING or who.actor is None:
        raise MoveRefused("meeting", meeting.state, "joined")
    link = await session.get(GuestLink, seat_id, with_for_update=True)
    waiting = [
        row
        for row in await rows.list_connections(session, meeting.id)
        if row.seat_id == seat_id and row.state is ConnectionState.LOBBY
    ]
    if link is None or not waiting:
        raise NotVisible("guest", seat_id)
    link.admitted_at, link.admitted_by_id = now, who.actor.appointment_id
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.ADMITTED,
        now=now,
        seat_id=seat_id,
        person=waiting[0].person,
        details={"by": who.person},
    )
    for row in waiting:
        row.state = ConnectionState.IN
        await come_in(session, meeting, row, now=now)
        await session.flush()  # the next device of the guest finds the stay
    record_act(
        session,
        actor=who.actor,
        act=Act.GUEST_ADMIT,
        subject=("meeting", meeting.id),
        now=now,
        details={"seat": str(seat_id)},
    )
