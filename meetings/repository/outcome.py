"""Queries about what a meeting came to, and about opinions before it."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.event import MeetingEvent
from meetings.models.opinion import OpinionAnswer, OpinionSlip
from meetings.models.outcome import Conclusion, MinutesVersion
from meetings.models.paper import MeetingPaper
from meetings.models.states import PaperKind, PaperState


async def list_events(
    session: AsyncSession, meeting_id: UUID, *, after: int = 0
) -> Sequence[MeetingEvent]:
    rows = await session.exec(
        select(MeetingEvent)
        .where(MeetingEvent.meeting_id == meeting_id, MeetingEvent.seq > after)
        .order_by(col(MeetingEvent.seq))
    )
    return rows.all()


async def find_minutes(session: AsyncSession, meeting_id: UUID) -> MinutesVersion | None:
    """The newest version, or None where nobody has saved one."""
    rows = await session.exec(
        select(MinutesVersion)
        .where(MinutesVersion.meeting_id == meeting_id)
        .order_by(col(MinutesVersion.version).desc())
        .limit(1)
    )
    return rows.one_or_none()


async def list_conclusions(session: AsyncSession, meeting_id: UUID) -> Sequence[Conclusion]:
    rows = await session.exec(
        select(Conclusion)
        .where(Conclusion.meeting_id == meeting_id)
        .order_by(col(Conclusion.position))
    )
    return rows.all()


async def find_fixing_paper(
    session: AsyncSession, meeting_id: UUID, kind: PaperKind
) -> MeetingPaper | None:
    """A paper of the kind that is being made or went out: what it says is not changed any more."""
    rows = await session.exec(
        select(MeetingPaper)
        .where(
            MeetingPaper.meeting_id == meeting_id,
            MeetingPaper.kind == kind,
            col(MeetingPaper.state).in_((PaperState.WANTED, PaperState.DRAFTED, PaperState.ISSUED)),
        )
        .limit(1)
    )
    return rows.one_or_none()


async def list_slips(session: AsyncSession, meeting_id: UUID) -> Sequence[OpinionSlip]:
    rows = await session.exec(
        select(OpinionSlip)
        .where(OpinionSlip.meeting_id == meeting_id)
        .order_by(col(OpinionSlip.id))
    )
    return rows.all()


async def list_answers(session: AsyncSession, meeting_id: UUID) -> Sequence[OpinionAnswer]:
    rows = await session.exec(
        select(OpinionAnswer)
        .join(OpinionSlip, col(OpinionSlip.id) == OpinionAnswer.slip_id)
        .where(OpinionSlip.meeting_id == meeting_id)
        .order_by(col(OpinionAnswer.answered_at))
    )
    return rows.all()
