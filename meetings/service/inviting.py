"""Inviting: by a Giấy mời through the document flow, or at once within the agency.

Participants hear of it three working days before; who invites later says why (Decision 45/2018).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.service import vietnam_day
from meetings.access import access_changeable
from meetings.calendar import latest_invitation_day
from meetings.errors import FieldRefused
from meetings.models.meeting import Meeting
from meetings.models.seat import Seat
from meetings.models.states import MeetingState, PaperKind, SeatKind, SeatRole
from meetings.repository.agenda import list_items
from meetings.repository.names import announce, place_of
from meetings.repository.papers import get_agency_name, list_officers_of
from meetings.repository.seats import list_seats
from meetings.service.mailing import queue_invitations
from meetings.service.papers import ACTING, Wanted, want_paper
from meetings.shapes import InvitationPlan
from meetings.wording.invitation import invitation_blocks


async def want_invitation(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    plan: InvitationPlan,
    expected_version: int | None,
    now: datetime,
) -> Meeting:
    """Ask for the Giấy mời; when it is issued the meeting counts as invited."""
    meeting = await access_changeable(session, actor, meeting_id, version=expected_version)
    require_reason_if_late(meeting, plan.late_reason, now=now)
    seats = await list_seats(session, meeting.id)
    receivers = [(seat.agency_id, ACTING) for seat in seats if seat.agency_id]
    if not receivers:
        raise FieldRefused("seats", "no other agency is invited; no document has to go out")
    wanted = await _invitation(session, meeting, seats, plan, receivers)
    await want_paper(session, meeting=meeting, wanted=wanted, by=actor.appointment_id, now=now)
    meeting.touch(now=now)
    _record(session, actor, meeting, now, way="document")
    return meeting


async def invite_at_once(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    plan: InvitationPlan,
    expected_version: int | None,
    now: datetime,
) -> Meeting:
    """For a meeting of the agency's own people and guests: no document, mail and desk only."""
    meeting = await access_changeable(session, actor, meeting_id, version=expected_version)
    require_reason_if_late(meeting, plan.late_reason, now=now)
    if any(seat.kind is SeatKind.AGENCY for seat in await list_seats(session, meeting.id)):
        raise FieldRefused("seats", "another agency is invited by a document")
    meeting.mark_invited(now=now)
    await queue_invitations(session, meeting, now=now)
    _record(session, actor, meeting, now, way="at_once")
    return meeting


def require_reason_if_late(meeting: Meeting, reason: str | None, *, now: datetime) -> None:
    """Refuse an invitation after the third working day before without a reason; keep the reason."""
    if reason:
        meeting.late_reason = reason
    if vietnam_day(now) > latest_invitation_day(meeting.starts_at) and not meeting.late_reason:
        raise FieldRefused("late_reason", "less than three working days before: say why")


async def mark_issued(session: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """The Giấy mời went out: everybody is invited. A later one changes no state."""
    if meeting.state is MeetingState.PLANNED:
        meeting.mark_invited(now=now)
        await queue_invitations(session, meeting, now=now)


async def _invitation(
    session: AsyncSession,
    meeting: Meeting,
    seats: Sequence[Seat],
    plan: InvitationPlan,
    receivers: Sequence[tuple[UUID, str]],
) -> Wanted:
    names = await announce(session, meeting.id, seats)
    officers = await list_officers_of(session, [meeting.chair_appointment_id])
    invited = [
        f"{names[seat.id].name}, {names[seat.id].office}".rstrip(", ")
        for seat in seats
        if seat.role is not SeatRole.CHAIR
    ]
    agenda = [
        f"{item.title} ({item.minutes_planned} phút)"
        for item in await list_items(session, meeting.id)
    ]
    return Wanted(
        kind=PaperKind.INVITATION,
        abstract=meeting.title,
        signer_appointment_id=plan.signer_appointment_id or meeting.chair_appointment_id,
        receivers=receivers,
        receivers_printed=["Như trên;"],
        blocks=invitation_blocks(
            meeting,
            agency=await get_agency_name(session, meeting.agency_id),
            chair=officers[meeting.chair_appointment_id],
            invited=invited,
            place=await place_of(session, meeting),
            agenda=agenda,
        ),
    )


def _record(
    session: AsyncSession, actor: Actor, meeting: Meeting, now: datetime, **details: str
) -> None:
    if meeting.late_reason:
        details["late_reason"] = meeting.late_reason
    record_act(
        session,
        actor=actor,
        act=Act.MEETING_INVITE,
        subject=("meeting", meeting.id),
        now=now,
        details=dict(details),
    )
