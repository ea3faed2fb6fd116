"""Planning: a new meeting, its change, and calling it off (Decision 45/2018)."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.repository import find_officer_of
from auth.roles import Permission, Role
from auth.service import vietnam_day
from meetings.access import access_changeable
from meetings.errors import FieldRefused
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat
from meetings.models.states import MeetingForm, MeetingState, SeatKind, SeatRole
from meetings.repository.seats import list_seats
from meetings.service.booking import release_places, settle_places_and_scope
from meetings.service.inviting import require_reason_if_late
from meetings.service.mailing import queue_cancellation, queue_update
from meetings.shapes import MeetingChange, MeetingPlan, check_times
from storage.vietnamese import fold

_OPTIONAL = {"place_id", "late_reason"}


async def plan_meeting(
    *, session: AsyncSession, actor: Actor, plan: MeetingPlan, now: datetime
) -> Meeting:
    """A meeting of the actor's agency, chaired by one of its leaders; both have seats at once."""
    actor.require(Permission.CONVENE)
    meeting = Meeting(
        **plan.model_dump(),
        agency_id=actor.agency_id,
        drafter_appointment_id=actor.appointment_id,
        scope=[actor.agency_level.value],
        created_at=now,
        changed_at=now,
        folded=fold(plan.title),
    )
    await require_officers(session, meeting, now=now)
    session.add(meeting)
    await session.flush()  # seats refer to the meeting's row
    session.add_all(
        Seat(
            meeting_id=meeting.id,
            kind=SeatKind.PERSON,
            appointment_id=appointment,
            position=position,
            role=role,
            weight=1 if role is SeatRole.CHAIR else 0,
            joins_online=meeting.form is MeetingForm.ONLINE,
        )
        for position, (role, appointment) in enumerate(_officers(meeting), start=1)
    )
    await settle_places_and_scope(session, meeting)
    _record(session, actor, Act.MEETING_PLAN, meeting, now, kind=meeting.kind, form=meeting.form)
    return meeting


async def change_meeting(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    change: MeetingChange,
    expected_version: int | None,
    now: datetime,
) -> Meeting:
    """Change the plan before it begins. Who is invited hears of a changed time or place."""
    meeting = await access_changeable(session, actor, meeting_id, version=expected_version)
    before = _told(meeting)
    fields = change.model_dump(exclude_unset=True)
    for name, value in fields.items():
        if value is None and name not in _OPTIONAL:
            raise FieldRefused(name, "cannot be empty")
    meeting.sqlmodel_update(fields)
    if "form" in fields:
        await _follow_form(session, meeting)
    try:
        check_times(meeting.starts_at, meeting.ends_at)
    except ValueError as error:
        raise FieldRefused("ends_at", str(error)) from error
    await require_officers(session, meeting, now=now)
    meeting.folded = fold(meeting.title)
    await _reseat_officers(session, meeting)
    await settle_places_and_scope(session, meeting)
    if meeting.state is MeetingState.INVITED and _told(meeting) != before:
        if meeting.starts_at != before[0]:
            require_reason_if_late(meeting, None, now=now)
        await queue_update(session, meeting, now=now)
    meeting.touch(now=now)
    _record(session, actor, Act.MEETING_CHANGE, meeting, now, fields=sorted(fields))
    return meeting


async def cancel_meeting(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> Meeting:
    """Call it off; it stays in the list, its places are free."""
    meeting = await access_changeable(session, actor, meeting_id, version=expected_version)
    was_invited = meeting.state is MeetingState.INVITED
    meeting.mark_cancelled(reason, now=now)
    if was_invited:
        await queue_cancellation(session, meeting, now=now)
    await release_places(session, meeting)
    _record(session, actor, Act.MEETING_CANCEL, meeting, now, reason=reason)
    return meeting


async def require_officers(session: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """A leader of the convening agency chairs, another of its officers is secretary."""
    day = vietnam_day(now)
    chair = await find_officer_of(session, meeting.chair_appointment_id, meeting.agency_id, day=day)
    if chair is None or Role.LEADER not in chair.roles:
        raise FieldRefused("chair_appointment_id", "not a leader of this agency")
    secretary = await find_officer_of(
        session, meeting.secretary_appointment_id, meeting.agency_id, day=day
    )
    if secretary is None:
        raise FieldRefused("secretary_appointment_id", "not an officer of this agency")
    if secretary.id == chair.id:
        raise FieldRefused("secretary_appointment_id", "chairs the meeting")


async def _follow_form(session: AsyncSession, meeting: Meeting) -> None:
    """In an online meeting everybody is on the line, in one in person nobody; a mixed one says."""
    if meeting.form is not MeetingForm.HYBRID:
        for seat in await list_seats(session, meeting.id):
            seat.joins_online = meeting.form is MeetingForm.ONLINE


def _told(meeting: Meeting) -> tuple[datetime, datetime, UUID | None, str]:
    """What those invited have in their calendars."""
    return meeting.starts_at, meeting.ends_at, meeting.place_id, meeting.place_text


def _officers(meeting: Meeting) -> tuple[tuple[SeatRole, UUID], ...]:
    return (
        (SeatRole.CHAIR, meeting.chair_appointment_id),
        (SeatRole.SECRETARY, meeting.secretary_appointment_id),
    )


async def _reseat_officers(session: AsyncSession, meeting: Meeting) -> None:
    """The seats of chair and secretary go to who holds the office now."""
    seats = await list_seats(session, meeting.id)
    wanted = dict(_officers(meeting))
    named = {seat.appointment_id for seat in seats if seat.role not in wanted}
    for role, appointment in wanted.items():
        if appointment in named:
            raise FieldRefused(f"{role}_appointment_id", "has another seat in this meeting")
    officers = [seat for seat in seats if seat.role in wanted]
    if {seat.role: seat.appointment_id for seat in officers} == wanted:
        return
    for seat in officers:  # out of each other's way, should they change places
        seat.appointment_id = None
        seat.kind = SeatKind.GUEST
    await session.flush()  # one seat an appointment, also in between
    for seat in officers:
        seat.appointment_id, seat.kind = wanted[seat.role], SeatKind.PERSON


def _record(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    meeting: Meeting,
    now: datetime,
    **details: object,
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("meeting", meeting.id),
        now=now,
        agency_id=meeting.agency_id,
        details=dict(details),
    )
