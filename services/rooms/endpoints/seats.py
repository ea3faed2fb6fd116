"""Seats over HTTP: who takes part, who sits there, and what they answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from meetings.service import answering, seating
from meetings.shapes import Delegation, PersonChoice, SeatChange, SeatChoice
from services.deps import ActorDep, NowDep, SessionDep
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.reasons import ReasonGiven
from services.rooms.schemas.meeting import MeetingRead
from services.rooms.service.reading import read_meeting

router = APIRouter(tags=["meetings"], route_class=IdempotentRoute)

SEATS = "/meetings/{meeting_id}/seats"
SeatChoices = Annotated[list[SeatChoice], Body(min_length=1, max_length=200)]
People = Annotated[list[PersonChoice], Body(max_length=100)]


@router.post(SEATS, status_code=201, dependencies=[IdempotencyDep])
async def add_seats(
    meeting_id: UUID, choices: SeatChoices, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await seating.add_seats(
        session=session, actor=actor, meeting_id=meeting_id, choices=choices, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.patch(SEATS + "/{seat_id}")
async def change_seat(
    meeting_id: UUID,
    seat_id: UUID,
    change: SeatChange,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    meeting = await seating.change_seat(
        session=session, actor=actor, meeting_id=meeting_id, seat_id=seat_id, change=change, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.delete(SEATS + "/{seat_id}")
async def remove_seat(
    meeting_id: UUID, seat_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await seating.remove_seat(
        session=session, actor=actor, meeting_id=meeting_id, seat_id=seat_id, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.put(SEATS + "/{seat_id}/people")
async def name_people(
    meeting_id: UUID,
    seat_id: UUID,
    people: People,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    """Who sits there, by name; replaces the list."""
    meeting = await seating.name_people(
        session=session, actor=actor, meeting_id=meeting_id, seat_id=seat_id, people=people, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post(SEATS + "/{seat_id}/confirm")
async def confirm_seat(
    meeting_id: UUID, seat_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    meeting = await answering.confirm(
        session=session, actor=actor, meeting_id=meeting_id, seat_id=seat_id, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post(SEATS + "/{seat_id}/decline")
async def decline_seat(
    meeting_id: UUID,
    seat_id: UUID,
    given: ReasonGiven,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    meeting = await answering.decline(
        session=session,
        actor=actor,
        meeting_id=meeting_id,
        seat_id=seat_id,
        reason=given.reason,
        now=now,
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post(SEATS + "/{seat_id}/delegate")
async def delegate_seat(
    meeting_id: UUID,
    seat_id: UUID,
    delegation: Delegation,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    meeting = await answering.delegate(
        session=session,
        actor=actor,
        meeting_id=meeting_id,
        seat_id=seat_id,
        delegation=delegation,
        now=now,
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post(SEATS + "/{seat_id}/delegation/accept")
async def accept_delegation(
    meeting_id: UUID, seat_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    """The chair agrees that somebody else comes (Decision 45/2018)."""
    meeting = await answering.accept_delegation(
        session=session, actor=actor, meeting_id=meeting_id, seat_id=seat_id, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post(SEATS + "/{seat_id}/delegation/refuse")
async def refuse_delegation(
    meeting_id: UUID,
    seat_id: UUID,
    given: ReasonGiven,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MeetingRead:
    meeting = await answering.refuse_delegation(
        session=session,
        actor=actor,
        meeting_id=meeting_id,
        seat_id=seat_id,
        reason=given.reason,
        now=now,
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)
