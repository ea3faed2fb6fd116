"""Who takes part in a running meeting: somebody at a seat, signed in or let in as a guest."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import NotAllowed
from meetings.access import access_content, access_meeting, find_own_seat
from meetings.errors import MoveRefused, NotVisible
from meetings.live_errors import InLobby, SeatRemoved
from meetings.models.live import LiveMeeting, LiveSeat
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat
from meetings.models.states import MeetingState, SeatRole

_LEADS = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})
JOINABLE = frozenset({MeetingState.INVITED, MeetingState.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """`actor` is None for a guest, who is admitted or not."""

    meeting_id: UUID
    seat_id: UUID
    role: SeatRole
    person: str
    actor: Actor | None
    admitted: bool = True

    @property
    def leads(self) -> bool:
        """The chair, and the secretary on the chair's behalf."""
        return self.role in _LEADS

    @property
    def is_chair(self) -> bool:
        return self.role is SeatRole.CHAIR


async def access_participant(session: AsyncSession, actor: Actor, meeting_id: UUID) -> Participant:
    """The actor at its own seat. Without one: `NotAllowed`."""
    await access_meeting(session, actor, meeting_id)
    seat = await find_own_seat(session, actor, meeting_id)
    if seat is None:
        raise NotAllowed("attend")
    return Participant(
        meeting_id=meeting_id,
        seat_id=seat.id,
        role=seat.role,
        person=actor.full_name,
        actor=actor,
    )


async def access_onlooker(session: AsyncSession, actor: Actor, meeting_id: UUID) -> Participant:
    """For the screen of the hall: at one's own seat, or at the chair's for who organises."""
    meeting = await access_content(session, actor, meeting_id)
    if meeting.state not in JOINABLE:
        raise MoveRefused("meeting", meeting.state, "joined")
    seat = await find_own_seat(session, actor, meeting_id) or await _get_chair(session, meeting_id)
    return Participant(
        meeting_id=meeting_id,
        seat_id=seat.id,
        role=SeatRole.ATTENDEE,
        person=actor.full_name,
        actor=actor,
    )


async def _get_chair(session: AsyncSession, meeting_id: UUID) -> Seat:
    found = await session.exec(
        select(Seat).where(Seat.meeting_id == meeting_id, Seat.role == SeatRole.CHAIR)
    )
    return found.one()


async def lock_meeting(session: AsyncSession, meeting_id: UUID) -> Meeting:
    rows = await session.exec(select(Meeting).where(Meeting.id == meeting_id).with_for_update())
    meeting = rows.one_or_none()
    if meeting is None:
        raise NotVisible("meeting", meeting_id)
    return meeting


async def lock_attended(session: AsyncSession, who: Participant) -> Meeting:
    """The open meeting, locked, for one who is in the room."""
    meeting = await lock_meeting(session, who.meeting_id)
    await require_in_room(session, who)
    if meeting.state is not MeetingState.OPEN:
        raise MoveRefused("meeting", meeting.state, "held")
    return meeting


async def lock_led(session: AsyncSession, who: Participant) -> Meeting:
    """The open meeting, locked, for its chair or secretary."""
    require_lead(who)
    return await lock_attended(session, who)


def require_lead(who: Participant) -> None:
    if not who.leads:
        raise NotAllowed("lead")


async def require_in_room(session: AsyncSession, who: Participant) -> None:
    if not who.admitted:
        raise InLobby
    row = await session.get(LiveSeat, who.seat_id)
    if row is not None and row.remove_reason is not None:
        raise SeatRemoved(row.remove_reason)


async def get_live(session: AsyncSession, meeting_id: UUID) -> LiveMeeting:
    """The row of a meeting that is locked; new where nothing was said yet."""
    row = await session.get(LiveMeeting, meeting_id)
    if row is None:
        row = LiveMeeting(meeting_id=meeting_id)
        session.add(row)
    return row


async def get_live_seat(session: AsyncSession, meeting_id: UUID, seat_id: UUID) -> LiveSeat:
    """The same of a seat of the meeting."""
    row = await session.get(LiveSeat, seat_id)
    if row is None:
        row = LiveSeat(seat_id=seat_id, meeting_id=meeting_id)
        session.add(row)
    return row


async def list_live_seats(session: AsyncSession, meeting_id: UUID) -> dict[UUID, LiveSeat]:
    rows = await session.exec(select(LiveSeat).where(col(LiveSeat.meeting_id) == meeting_id))
    return {row.seat_id: row for row in rows.all()}
