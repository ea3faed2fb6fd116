"""Seats: who takes part, with which vote, at which bridge point; and who sits there, by name."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.models import Agency, Appointment, Department, Person
from auth.repository import find_officer_of, in_force
from auth.service import vietnam_day
from meetings.access import access_meeting, access_unfinished, may_answer, may_organise
from meetings.errors import FieldRefused, MoveRefused
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat, SeatPerson
from meetings.models.states import MailMethod, MeetingForm, MeetingState, SeatKind, SeatRole
from meetings.repository import seats as rows
from meetings.service.booking import settle_places_and_scope
from meetings.service.mailing import queue_for_seats
from meetings.shapes import PersonChoice, SeatChange, SeatChoice

_OF_THE_PLAN = frozenset({SeatRole.CHAIR, SeatRole.SECRETARY})
_WITHOUT_VOTE = frozenset({SeatRole.ATTENDEE, SeatRole.GUEST})


async def add_seats(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    choices: Sequence[SeatChoice],
    now: datetime,
) -> Meeting:
    """Seat agencies, officials of the convening agency, and guests."""
    meeting = await access_unfinished(session, actor, meeting_id)
    position = await rows.next_position(session, meeting.id)
    taken = await _taken(session, meeting)
    added = []
    for number, choice in enumerate(choices):
        whose = choice.agency_id or choice.appointment_id
        if whose in taken:
            raise FieldRefused("seats", "one seat an agency and an official")
        taken.add(whose)
        await _require_known(session, meeting, choice, now=now)
        seat = _seat(meeting, choice, position + number)
        session.add(seat)
        added.append(seat.id)
        if choice.guest:
            await session.flush()  # the guest's name refers to the seat's row
            session.add(await _person(session, seat, choice.guest, is_head=True, now=now))
        _record(session, actor, Act.SEAT_ADD, seat, now, role=seat.role)
    await settle_places_and_scope(session, meeting)
    if meeting.state is MeetingState.INVITED:
        await queue_for_seats(session, meeting, MailMethod.REQUEST, seat_ids=added, now=now)
    meeting.touch(now=now)
    return meeting


async def change_seat(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    seat_id: UUID,
    change: SeatChange,
    now: datetime,
) -> Meeting:
    meeting = await access_unfinished(session, actor, meeting_id)
    seat = await rows.get_seat(session, meeting.id, seat_id)
    fields = change.model_dump(exclude_unset=True)
    if fields.get("role", seat.role) is not seat.role and (
        seat.role in _OF_THE_PLAN or fields["role"] in _OF_THE_PLAN
    ):
        raise FieldRefused("role", "chair and secretary are named with the meeting")
    seat.sqlmodel_update(fields)
    _settle_weight(seat)
    await settle_places_and_scope(session, meeting)
    meeting.touch(now=now)
    _record(session, actor, Act.SEAT_CHANGE, seat, now, fields=sorted(fields))
    return meeting


async def remove_seat(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, seat_id: UUID, now: datetime
) -> Meeting:
    """Take a seat away before the meeting begins."""
    meeting = await access_unfinished(session, actor, meeting_id)
    if not meeting.is_changeable:
        raise MoveRefused("meeting", meeting.state, "without a seat")
    seat = await rows.get_seat(session, meeting.id, seat_id)
    if seat.role in _OF_THE_PLAN:
        raise FieldRefused("seat", "chair and secretary are named with the meeting")
    if meeting.state is MeetingState.INVITED:
        await queue_for_seats(session, meeting, MailMethod.CANCEL, seat_ids=[seat.id], now=now)
    await session.delete(seat)
    await settle_places_and_scope(session, meeting)
    meeting.touch(now=now)
    _record(session, actor, Act.SEAT_REMOVE, seat, now, role=seat.role)
    return meeting


async def name_people(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    seat_id: UUID,
    people: Sequence[PersonChoice],
    now: datetime,
) -> Meeting:
    """Who sits behind a seat: said by those whose seat it is, or by who organises."""
    meeting = await access_meeting(session, actor, meeting_id, for_change=True)
    seat = await rows.get_seat(session, meeting.id, seat_id)
    if not (may_organise(actor, meeting) or await may_answer(session, actor, seat)):
        raise NotAllowed("name")
    if not meeting.is_unfinished:
        raise MoveRefused("meeting", meeting.state, "changed")
    await replace_people(session, seat, people, now=now)
    meeting.touch(now=now)
    _record(session, actor, Act.SEAT_CHANGE, seat, now, people=len(people))
    return meeting


async def replace_people(
    session: AsyncSession, seat: Seat, people: Sequence[PersonChoice], *, now: datetime
) -> None:
    if sum(person.is_head for person in people) > 1:
        raise FieldRefused("people", "one head of delegation")
    await session.exec(delete(SeatPerson).where(col(SeatPerson.seat_id) == seat.id))
    for person in people:
        session.add(await _person(session, seat, person, is_head=person.is_head, now=now))


async def _person(
    session: AsyncSession, seat: Seat, choice: PersonChoice, *, is_head: bool, now: datetime
) -> SeatPerson:
    """An official is announced as the directory has it; others as they were entered."""
    if choice.appointment_id is None:
        return SeatPerson(
            **choice.model_dump(exclude={"is_head"}), seat_id=seat.id, is_head=is_head
        )
    found = await session.exec(
        select(Person.full_name, Appointment.position, Agency.id, Agency.name)
        .join(Appointment, col(Appointment.person_id) == Person.id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .join(Agency, col(Agency.id) == Department.agency_id)
        .where(Appointment.id == choice.appointment_id, in_force(Appointment, vietnam_day(now)))
    )
    row = found.one_or_none()
    if row is None or (seat.agency_id is not None and seat.agency_id != row[2]):
        raise FieldRefused("people", "not an official of the seat's agency")
    full_name, position, _, agency = row
    return SeatPerson(
        seat_id=seat.id,
        appointment_id=choice.appointment_id,
        full_name=full_name,
        office=f"{position}, {agency}"[:200],
        is_head=is_head,
    )


def _seat(meeting: Meeting, choice: SeatChoice, position: int) -> Seat:
    kind = SeatKind.GUEST
    if choice.agency_id:
        kind = SeatKind.AGENCY
    elif choice.appointment_id:
        kind = SeatKind.PERSON
    online = choice.joins_online
    seat = Seat(
        meeting_id=meeting.id,
        kind=kind,
        agency_id=choice.agency_id,
        appointment_id=choice.appointment_id,
        place_id=choice.place_id,
        position=position,
        role=SeatRole.GUEST if choice.guest else choice.role,
        weight=choice.weight,
        joins_online=_joins_online(meeting, kind) if online is None else online,
    )
    _settle_weight(seat)
    return seat


def _joins_online(meeting: Meeting, kind: SeatKind) -> bool:
    """Of a hybrid meeting the convening agency's own people are in the room, the others are not."""
    if meeting.form is MeetingForm.HYBRID:
        return kind is not SeatKind.PERSON
    return meeting.form is MeetingForm.ONLINE


def _settle_weight(seat: Seat) -> None:
    if seat.role in _WITHOUT_VOTE:
        seat.weight = 0


async def _taken(session: AsyncSession, meeting: Meeting) -> set[UUID | None]:
    known = await rows.list_seats(session, meeting.id)
    return {seat.agency_id or seat.appointment_id for seat in known} - {None}


async def _require_known(
    session: AsyncSession, meeting: Meeting, choice: SeatChoice, *, now: datetime
) -> None:
    day = vietnam_day(now)
    if choice.appointment_id and not await find_officer_of(
        session, choice.appointment_id, meeting.agency_id, day=day
    ):
        raise FieldRefused("seats", "not an official of the convening agency")
    if choice.agency_id:
        found = await session.exec(
            select(Agency.id).where(Agency.id == choice.agency_id, in_force(Agency, day))
        )
        if found.one_or_none() is None or choice.agency_id == meeting.agency_id:
            raise FieldRefused("seats", "not another agency in force")


def _record(
    session: AsyncSession, actor: Actor, act: Act, seat: Seat, now: datetime, **details: object
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("meeting", seat.meeting_id),
        now=now,
        details={"seat": str(seat.id), **details},
    )
