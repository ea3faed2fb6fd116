"""Opinion slips before a meeting: asked by who organises, answered by every seat."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from meetings.access import access_changeable, access_meeting, find_own_seat
from meetings.errors import FieldRefused, MoveRefused, NotVisible
from meetings.models.meeting import Meeting
from meetings.models.opinion import OpinionAnswer, OpinionSlip
from meetings.models.states import MeetingState
from meetings.outcome_shapes import AnswerPlan, SlipPlan


async def ask_opinion(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, plan: SlipPlan, now: datetime
) -> Meeting:
    """A question to every seat, to be answered before the meeting begins."""
    meeting = await access_changeable(session, actor, meeting_id)
    if not now < plan.deadline <= meeting.starts_at:
        raise FieldRefused("deadline", "between now and the beginning of the meeting")
    session.add(
        OpinionSlip(
            **plan.model_dump(),
            meeting_id=meeting.id,
            asked_by_id=actor.appointment_id,
            asked_at=now,
        )
    )
    meeting.touch(now=now)
    _record(session, actor, Act.OPINION_ASK, meeting, now, question=plan.question)
    return meeting


async def answer_opinion(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    slip_id: UUID,
    plan: AnswerPlan,
    now: datetime,
) -> Meeting:
    """The answer of the actor's seat; the newest counts, and one after the deadline says so."""
    meeting = await access_meeting(session, actor, meeting_id, for_change=True)
    seat = await find_own_seat(session, actor, meeting.id)
    if seat is None:
        raise NotAllowed("answer")
    if meeting.state is not MeetingState.INVITED:
        raise MoveRefused("meeting", meeting.state, "answered")
    slip = await session.get(OpinionSlip, slip_id)
    if slip is None or slip.meeting_id != meeting.id:
        raise NotVisible("opinion_slip", slip_id)
    _require_fitting(slip, plan)
    answer = await session.get(OpinionAnswer, (slip.id, seat.id))
    if answer is None:
        answer = OpinionAnswer(
            slip_id=slip.id, seat_id=seat.id, text="", late=False,
            answered_by_id=actor.appointment_id, answered_at=now,
        )  # fmt: skip
        session.add(answer)
    answer.choice, answer.text = plan.choice, plan.text
    answer.late = now > slip.deadline
    answer.answered_by_id, answer.answered_at = actor.appointment_id, now
    _record(session, actor, Act.OPINION_ANSWER, meeting, now, slip=str(slip.id))
    return meeting


def _require_fitting(slip: OpinionSlip, plan: AnswerPlan) -> None:
    if slip.choices and plan.choice not in slip.choices:
        raise FieldRefused("choice", "one of the slip's")
    if not slip.choices and (plan.choice is not None or not plan.text):
        raise FieldRefused("text", "this slip is answered in words")


def _record(
    session: AsyncSession, actor: Actor, act: Act, meeting: Meeting, now: datetime, **details: str
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("meeting", meeting.id),
        now=now,
        details=dict(details),
    )
