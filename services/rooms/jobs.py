"""What the document service tells of the papers a meeting wanted."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from meetings.models.meeting import Meeting
from meetings.models.paper import MeetingPaper
from meetings.models.states import PaperKind, PaperState
from meetings.service import materials
from meetings.service.concluding import mark_announced
from meetings.service.inviting import mark_issued
from meetings.shapes import Material
from services.worker import Consumer, Job

_OURS = "meeting."
Change = Callable[[AsyncSession, Job, MeetingPaper, Meeting], Awaitable[None]]


async def enter_draft(job: Job) -> None:
    await _change(job, _drafted)


async def enter_failure(job: Job) -> None:
    await _change(job, _failed)


async def enter_cancellation(job: Job) -> None:
    await _change(job, _cancelled)


async def enter_issue(job: Job) -> None:
    """The Giấy mời went out: invited. The notice went out: concluded."""
    await _change(job, _issued)


async def take_offer(job: Job) -> None:
    """A document of the document service, offered to an item of a meeting."""
    data = job.event.data
    async with job.completing() as session:
        await materials.take_offer(
            session,
            meeting_id=UUID(data["meeting_id"]),
            item_id=UUID(data["item_id"]),
            by=UUID(data["by"]),
            material=Material.model_validate(data["material"]),
            now=job.now,
        )


async def _drafted(_: AsyncSession, job: Job, paper: MeetingPaper, meeting: Meeting) -> None:
    paper.mark_drafted(job.event.subject)
    meeting.touch(now=job.now)


async def _failed(_: AsyncSession, job: Job, paper: MeetingPaper, meeting: Meeting) -> None:
    paper.mark_failed(job.event.data["problem"])
    meeting.touch(now=job.now)


async def _cancelled(_: AsyncSession, job: Job, paper: MeetingPaper, meeting: Meeting) -> None:
    paper.mark_cancelled()
    meeting.touch(now=job.now)


async def _issued(session: AsyncSession, job: Job, paper: MeetingPaper, meeting: Meeting) -> None:
    number = job.event.data["number"]
    paper.mark_issued(number, at=job.event.occurred_at)
    meeting.touch(now=job.now)
    if paper.kind is PaperKind.INVITATION:
        await mark_issued(session, meeting, now=job.event.occurred_at)
        record_act(
            session,
            actor=None,
            act=Act.MEETING_INVITED,
            subject=("meeting", meeting.id),
            now=job.now,
            agency_id=meeting.agency_id,
            details={"number": number},
        )
    elif paper.kind is PaperKind.CONCLUSION_NOTICE:
        mark_announced(session, meeting, number=number, now=job.event.occurred_at)


async def _change(job: Job, change: Change) -> None:
    """Enter what happened, unless the paper is not a meeting's or has ended already."""
    origin = job.event.data.get("origin")
    if not origin or not str(origin["kind"]).startswith(_OURS):
        return
    async with job.completing() as session:
        paper = await session.get(MeetingPaper, UUID(origin["subject_id"]))
        if paper is None:
            return
        meeting = await session.get_one(Meeting, paper.meeting_id, with_for_update=True)
        await session.refresh(paper)  # it may have changed while the meeting was locked elsewhere
        if paper.state in {PaperState.WANTED, PaperState.DRAFTED}:
            await change(session, job, paper, meeting)


CONSUMERS = {
    "document.offered": [Consumer("rooms.take_offer", take_offer)],
    "document.drafted": [Consumer("rooms.enter_draft", enter_draft)],
    "document.draft_failed": [Consumer("rooms.enter_failure", enter_failure)],
    "document.cancelled": [Consumer("rooms.enter_cancellation", enter_cancellation)],
    "document.issued": [Consumer("rooms.enter_issue", enter_issue)],
}
