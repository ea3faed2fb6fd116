"""After a meeting: its conclusions, their announcement, and the end (Decision 45/2018)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.repository import list_agencies_by_id
from auth.service import vietnam_day
from meetings.access import access_organised
from meetings.errors import FieldRefused, MoveRefused
from meetings.models.meeting import Meeting
from meetings.models.outcome import Conclusion
from meetings.models.states import EventKind, MeetingState, PaperKind
from meetings.outcome_shapes import ConclusionPlan, NoticePlan
from meetings.repository.outcome import find_fixing_paper, list_conclusions
from meetings.repository.papers import list_officers_of
from meetings.repository.seats import list_seats
from meetings.service.papers import ACTING, INFORMATION, Wanted, want_paper
from meetings.service.timeline import record_event
from meetings.wording.notice import notice_blocks

_WHILE = frozenset({MeetingState.OPEN, MeetingState.CLOSED})


async def enter_conclusions(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    plans: Sequence[ConclusionPlan],
    now: datetime,
) -> Meeting:
    """Replace the list, until a notice announces it."""
    meeting = await access_organised(session, actor, meeting_id)
    if meeting.state not in _WHILE:
        raise MoveRefused("meeting", meeting.state, "concluded upon")
    await require_unfixed(session, meeting, PaperKind.CONCLUSION_NOTICE)
    agencies = await taking_part(session, meeting)
    for plan in plans:
        if plan.agency_id and plan.agency_id not in agencies:
            raise FieldRefused("agency_id", "does not take part in the meeting")
        if plan.deadline and plan.deadline < vietnam_day(now):
            raise FieldRefused("deadline", "lies in the past")
    await session.exec(delete(Conclusion).where(col(Conclusion.meeting_id) == meeting.id))
    session.add_all(
        Conclusion(**plan.model_dump(), meeting_id=meeting.id, position=position)
        for position, plan in enumerate(plans, start=1)
    )
    if meeting.state is MeetingState.OPEN:
        texts = [plan.text for plan in plans]
        record_event(
            session, meeting=meeting, kind=EventKind.CONCLUSION, now=now, details={"texts": texts}
        )
    meeting.touch(now=now)
    _record(session, actor, Act.CONCLUSIONS_ENTER, meeting, now, number=len(plans))
    return meeting


async def want_notice(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, plan: NoticePlan, now: datetime
) -> Meeting:
    """Ask for the Thông báo kết luận; each agency finds there what it shall do, and until when."""
    meeting = await access_organised(session, actor, meeting_id)
    if meeting.state is not MeetingState.CLOSED:
        raise MoveRefused("meeting", meeting.state, "announced")
    conclusions = await list_conclusions(session, meeting.id)
    if not conclusions:
        raise FieldRefused("conclusions", "there is none to announce")
    seats = await list_seats(session, meeting.id)
    invited = [seat.agency_id for seat in seats if seat.agency_id]
    tasks = [(row.agency_id, row.text, row.deadline) for row in conclusions if row.agency_id]
    acting = {agency for agency, _, _ in tasks}
    officers = await list_officers_of(session, [meeting.chair_appointment_id])
    chair = officers[meeting.chair_appointment_id]
    names = {row.id: row.name for row in await list_agencies_by_id(session, acting)}
    wanted = Wanted(
        kind=PaperKind.CONCLUSION_NOTICE,
        abstract=f"Kết luận của {chair} tại cuộc họp: {meeting.title}",
        signer_appointment_id=plan.signer_appointment_id or meeting.chair_appointment_id,
        receivers=[(agency, ACTING if agency in acting else INFORMATION) for agency in invited],
        receivers_printed=["Các cơ quan dự họp;"] if invited else [],
        blocks=notice_blocks(
            meeting,
            chair=chair,
            conclusions=[
                (row.text, names.get(row.agency_id) if row.agency_id else None, row.deadline)
                for row in conclusions
            ],
        ),
        requests=tasks,
    )
    await want_paper(session, meeting=meeting, wanted=wanted, by=actor.appointment_id, now=now)
    meeting.touch(now=now)
    _record(session, actor, Act.NOTICE_WANT, meeting, now)
    return meeting


async def conclude_without_notice(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, reason: str, now: datetime
) -> Meeting:
    """End a meeting whose conclusions need no notice; the journal keeps why."""
    meeting = await access_organised(session, actor, meeting_id)
    await require_unfixed(session, meeting, PaperKind.CONCLUSION_NOTICE)
    meeting.mark_concluded(now=now)
    _record(session, actor, Act.MEETING_CONCLUDE, meeting, now, reason=reason)
    return meeting


def mark_announced(session: AsyncSession, meeting: Meeting, *, number: str, now: datetime) -> None:
    """The notice went out."""
    if meeting.state is MeetingState.CLOSED:
        meeting.mark_concluded(now=now)
        _record(session, None, Act.MEETING_CONCLUDE, meeting, now, number=number)


async def require_unfixed(session: AsyncSession, meeting: Meeting, kind: PaperKind) -> None:
    fixing = await find_fixing_paper(session, meeting.id, kind)
    if fixing is not None:
        raise MoveRefused("meeting_paper", fixing.state, "changed")


async def taking_part(session: AsyncSession, meeting: Meeting) -> set[UUID]:
    seats = await list_seats(session, meeting.id)
    return {meeting.agency_id, *(seat.agency_id for seat in seats if seat.agency_id)}


def _record(
    session: AsyncSession,
    actor: Actor | None,
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
