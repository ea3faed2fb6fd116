"""The one door to meetings: not visible looks like not there; visible but not allowed says so."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import NotAllowed
from auth.models import Appointment, Department
from auth.roles import Permission, Role
from meetings.errors import MoveRefused, NotVisible, VersionConflict
from meetings.models.meeting import Meeting
from meetings.models.place import Place
from meetings.models.seat import Seat, SeatPerson
from meetings.models.states import MeetingState, SeatRole, SeatState

# Those who run the meetings of their agency, whoever planned them.
_ORGANISERS = frozenset({Role.HEAD_OF_OFFICE, Role.CLERK})


def visible_meetings(actor: Actor) -> ColumnElement[bool]:
    """One's own plans, those of one's agency, and, once invited, those one has a seat in."""
    me = actor.appointment_id
    mine = (
        (col(Meeting.drafter_appointment_id) == me)
        | (col(Meeting.chair_appointment_id) == me)
        | (col(Meeting.secretary_appointment_id) == me)
    )
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        mine |= col(Meeting.agency_id).in_(actor.agencies)
    seated = select(Seat.meeting_id).where(own_seats(actor))
    known = col(Meeting.invited_at).is_not(None) | col(Meeting.opened_at).is_not(None)
    return mine | (known & col(Meeting.id).in_(seated))


def own_seats(actor: Actor) -> ColumnElement[bool]:
    """Where the actor sits or is named; leaders, heads and clerks: their agency's seats too."""
    named = select(SeatPerson.seat_id).where(SeatPerson.appointment_id == actor.appointment_id)
    mine = (col(Seat.appointment_id) == actor.appointment_id) | col(Seat.id).in_(named)
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        mine |= col(Seat.agency_id).in_(actor.agencies)
    return mine


def asked_meetings(actor: Actor) -> ColumnElement[bool]:
    """Invited, and a seat of the actor's, not of chair or secretary, has not answered yet."""
    unanswered = select(Seat.meeting_id).where(
        own_seats(actor),
        col(Seat.state) == SeatState.INVITED,
        col(Seat.role).not_in((SeatRole.CHAIR, SeatRole.SECRETARY)),
    )
    return (col(Meeting.state) == MeetingState.INVITED) & col(Meeting.id).in_(unanswered)


def may_organise(actor: Actor, meeting: Meeting) -> bool:
    """The chair, the secretary, who planned it; head of office and clerk of who convenes."""
    named = {
        meeting.drafter_appointment_id,
        meeting.chair_appointment_id,
        meeting.secretary_appointment_id,
    }
    return actor.appointment_id in named or (
        meeting.agency_id in actor.agencies and bool(actor.roles & _ORGANISERS)
    )


def may_lead(actor: Actor, meeting: Meeting) -> bool:
    """In the room: the chair, and the secretary on the chair's behalf."""
    return actor.appointment_id in {meeting.chair_appointment_id, meeting.secretary_appointment_id}


async def access_meeting(
    session: AsyncSession, actor: Actor, meeting_id: UUID, *, for_change: bool = False
) -> Meeting:
    query = select(Meeting).where(Meeting.id == meeting_id, visible_meetings(actor))
    if for_change:
        query = query.with_for_update()
    meeting = (await session.exec(query)).one_or_none()
    if meeting is None:
        raise NotVisible("meeting", meeting_id)
    return meeting


async def access_organised(
    session: AsyncSession, actor: Actor, meeting_id: UUID, *, version: int | None = None
) -> Meeting:
    """A meeting the actor organises, locked. Another's is `NotAllowed`."""
    meeting = await access_meeting(session, actor, meeting_id, for_change=True)
    if not may_organise(actor, meeting):
        raise NotAllowed("organise")
    check_version(meeting, version)
    return meeting


async def access_changeable(
    session: AsyncSession, actor: Actor, meeting_id: UUID, *, version: int | None = None
) -> Meeting:
    """The same, before it begins. A later state is `MoveRefused`."""
    meeting = await access_organised(session, actor, meeting_id, version=version)
    if not meeting.is_changeable:
        raise MoveRefused("meeting", meeting.state, "changed")
    return meeting


async def access_unfinished(
    session: AsyncSession, actor: Actor, meeting_id: UUID, *, version: int | None = None
) -> Meeting:
    """A meeting the actor organises, until it is closed."""
    meeting = await access_organised(session, actor, meeting_id, version=version)
    if not meeting.is_unfinished:
        raise MoveRefused("meeting", meeting.state, "changed")
    return meeting


async def access_content(session: AsyncSession, actor: Actor, meeting_id: UUID) -> Meeting:
    """What lies on the table, and what one writes beside it: for seats and for who organises."""
    meeting = await access_meeting(session, actor, meeting_id)
    if may_organise(actor, meeting) or await find_own_seat(session, actor, meeting_id):
        return meeting
    raise NotAllowed("read")


async def may_answer(session: AsyncSession, actor: Actor, seat: Seat) -> bool:
    """Whose seat it is, the head of its delegation, and those who open its agency's mail."""
    if seat.appointment_id == actor.appointment_id:
        return True
    if seat.agency_id in actor.agencies and actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        return True
    head = select(SeatPerson.id).where(
        SeatPerson.seat_id == seat.id,
        SeatPerson.appointment_id == actor.appointment_id,
        col(SeatPerson.is_head),
    )
    return (await session.exec(head)).one_or_none() is not None


async def brings(session: AsyncSession, meeting: Meeting, appointment_id: UUID) -> bool:
    """Whether an appointment may lay documents on the table: as an organiser, or from its seat."""
    named = {
        meeting.drafter_appointment_id,
        meeting.chair_appointment_id,
        meeting.secretary_appointment_id,
    }
    if appointment_id in named:
        return True
    behind = select(SeatPerson.seat_id).where(SeatPerson.appointment_id == appointment_id)
    agency = (
        select(Department.agency_id)
        .join(Appointment, col(Appointment.department_id) == Department.id)
        .where(Appointment.id == appointment_id)
    )
    seat = select(Seat.id).where(
        Seat.meeting_id == meeting.id,
        (col(Seat.appointment_id) == appointment_id)
        | col(Seat.id).in_(behind)
        | col(Seat.agency_id).in_(agency),
    )
    return (await session.exec(seat.limit(1))).first() is not None


async def access_led(session: AsyncSession, actor: Actor, meeting_id: UUID) -> Meeting:
    """An open meeting that the actor leads, locked."""
    meeting = await access_meeting(session, actor, meeting_id, for_change=True)
    if not may_lead(actor, meeting):
        raise NotAllowed("lead")
    if meeting.state is not MeetingState.OPEN:
        raise MoveRefused("meeting", meeting.state, "led")
    return meeting


async def find_own_seat(session: AsyncSession, actor: Actor, meeting_id: UUID) -> Seat | None:
    """Where the actor sits: by name first, else behind the agency's seat."""
    rows = await session.exec(
        select(Seat)
        .where(Seat.meeting_id == meeting_id, own_seats(actor))
        .order_by((col(Seat.appointment_id) == actor.appointment_id).desc(), col(Seat.position))
    )
    return rows.first()


async def list_own_seats(
    session: AsyncSession, actor: Actor, meeting_ids: Sequence[UUID]
) -> dict[UUID, Seat]:
    """The same for many meetings, by meeting; those without a seat are left out."""
    rows = await session.exec(
        select(Seat)
        .where(col(Seat.meeting_id).in_(meeting_ids), own_seats(actor))
        .order_by((col(Seat.appointment_id) == actor.appointment_id).desc(), col(Seat.position))
    )
    found: dict[UUID, Seat] = {}
    for seat in rows.all():
        found.setdefault(seat.meeting_id, seat)
    return found


async def access_place(session: AsyncSession, actor: Actor, place_id: UUID) -> Place:
    """A place of the actor's agency, for its change. Every place is visible to everybody."""
    place = await session.get(Place, place_id, with_for_update=True)
    if place is None:
        raise NotVisible("place", place_id)
    if place.agency_id not in actor.agencies:
        raise NotAllowed("change")
    return place


def check_version(row: Meeting | Place, expected: int | None) -> None:
    """Raise `VersionConflict` if the client named another version than the current one."""
    if expected is not None and expected != row.version:
        raise VersionConflict(row.version)
