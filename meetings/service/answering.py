"""The answer to an invitation: confirm, decline with a reason, let somebody else go."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from meetings.access import access_meeting, may_answer, may_lead
from meetings.errors import FieldRefused, MoveRefused
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat
from meetings.models.states import MeetingState
from meetings.repository.seats import get_seat
from meetings.service.seating import replace_people
from meetings.shapes import Delegation


async def confirm(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, seat_id: UUID, now: datetime
) -> Meeting:
    meeting, seat = await _answerable(session, actor, meeting_id, seat_id)
    seat.mark_confirmed(actor.appointment_id, now=now)
    _record(session, actor, Act.SEAT_CONFIRM, seat, now)
    return meeting


async def decline(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    seat_id: UUID,
    reason: str,
    now: datetime,
) -> Meeting:
    """Who cannot come tells the chair why (Decision 45/2018)."""
    meeting, seat = await _answerable(session, actor, meeting_id, seat_id)
    seat.mark_declined(reason, actor.appointment_id, now=now)
    _record(session, actor, Act.SEAT_DECLINE, seat, now, reason=reason)
    return meeting


async def delegate(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    seat_id: UUID,
    delegation: Delegation,
    now: datetime,
) -> Meeting:
    """Ask the chair that somebody with authority may come instead; the chair sees whom and why."""
    meeting, seat = await _answerable(session, actor, meeting_id, seat_id)
    person = delegation.person
    if person.appointment_id and person.appointment_id == seat.appointment_id:
        raise FieldRefused("person", "holds the seat already")
    seat.mark_delegation_asked(delegation.reason, actor.appointment_id, now=now)
    head = person.model_copy(update={"is_head": True})
    await replace_people(session, seat, [head], now=now)
    _record(session, actor, Act.SEAT_DELEGATE, seat, now, reason=delegation.reason)
    return meeting


async def accept_delegation(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, seat_id: UUID, now: datetime
) -> Meeting:
    """The chair agrees, or the secretary says so in the chair's name."""
    meeting, seat = await _decidable(session, actor, meeting_id, seat_id, now=now)
    seat.mark_delegated()
    _record(session, actor, Act.DELEGATION_ACCEPT, seat, now)
    return meeting


async def refuse_delegation(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    seat_id: UUID,
    reason: str,
    now: datetime,
) -> Meeting:
    """Who was invited shall come, or decline; the one proposed is taken off the list."""
    meeting, seat = await _decidable(session, actor, meeting_id, seat_id, now=now)
    seat.mark_delegation_refused(reason)
    await replace_people(session, seat, [], now=now)
    _record(session, actor, Act.DELEGATION_REFUSE, seat, now, reason=reason)
    return meeting


async def _decidable(
    session: AsyncSession, actor: Actor, meeting_id: UUID, seat_id: UUID, *, now: datetime
) -> tuple[Meeting, Seat]:
    meeting = await access_meeting(session, actor, meeting_id, for_change=True)
    seat = await get_seat(session, meeting.id, seat_id)
    if not may_lead(actor, meeting):
        raise NotAllowed("lead")
    if meeting.state not in {MeetingState.INVITED, MeetingState.OPEN}:
        raise MoveRefused("meeting", meeting.state, "answered")
    meeting.touch(now=now)
    return meeting, seat


async def _answerable(
    session: AsyncSession, actor: Actor, meeting_id: UUID, seat_id: UUID
) -> tuple[Meeting, Seat]:
    meeting = await access_meeting(session, actor, meeting_id, for_change=True)
    seat = await get_seat(session, meeting.id, seat_id)
    if not await may_answer(session, actor, seat):
        raise NotAllowed("answer")
    if meeting.state is not MeetingState.INVITED:
        raise MoveRefused("meeting", meeting.state, "answered")
    return meeting, seat


def _record(
    session: AsyncSession, actor: Actor, act: Act, seat: Seat, now: datetime, **details: str
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("meeting", seat.meeting_id),
        now=now,
        details={"seat": str(seat.id), **details},
    )
