"""After a meeting, over HTTP: minutes, conclusions, their announcement."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from meetings.access import access_content
from meetings.outcome_shapes import ConclusionPlan, MinutesContent, MinutesPlan, NoticePlan
from meetings.service import concluding, recording_minutes
from services.deps import ActorDep, NowDep, RequiredVersionDep, SessionDep
from services.downloads import etag
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.reasons import ReasonGiven
from services.rooms.schemas.meeting import MeetingRead
from services.rooms.schemas.outcome import ConclusionRead, MinutesRead
from services.rooms.service.outcomes import read_conclusions, read_version
from services.rooms.service.reading import read_meeting

router = APIRouter(tags=["meetings"], route_class=IdempotentRoute)

MEETING = "/meetings/{meeting_id}"
Conclusions = Annotated[list[ConclusionPlan], Body(max_length=200)]


@router.get(MEETING + "/minutes")
async def read_minutes(
    meeting_id: UUID, response: Response, session: SessionDep, actor: ActorDep, now: NowDep
) -> MinutesRead:
    """The newest version; version 0 is what the system assembles at this moment."""
    content, saved = await recording_minutes.read_minutes(
        session=session, actor=actor, meeting_id=meeting_id, now=now
    )
    response.headers.update(etag(saved.version if saved else 0))
    return await read_version(session=session, content=content, saved=saved)


@router.put(MEETING + "/minutes")
async def save_minutes(
    meeting_id: UUID,
    content: MinutesContent,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> MinutesRead:
    saved = await recording_minutes.save_minutes(
        session=session, actor=actor, meeting_id=meeting_id, content=content,
        expected_version=version, now=now,
    )  # fmt: skip
    return await read_version(session=session, content=content, saved=saved)


@router.post(MEETING + "/minutes/document", status_code=202, dependencies=[IdempotencyDep])
async def want_minutes(
    meeting_id: UUID, plan: MinutesPlan, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    """A job drafts the Biên bản from the newest version; secretary and chair sign it."""
    meeting = await recording_minutes.want_minutes(
        session=session, actor=actor, meeting_id=meeting_id, plan=plan, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.get(MEETING + "/conclusions")
async def list_conclusions(
    meeting_id: UUID, session: SessionDep, actor: ActorDep
) -> list[ConclusionRead]:
    meeting = await access_content(session, actor, meeting_id)
    return await read_conclusions(session=session, meeting=meeting)


@router.put(MEETING + "/conclusions")
async def enter_conclusions(
    meeting_id: UUID, plans: Conclusions, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[ConclusionRead]:
    """Replaces the list, until a notice announces it."""
    meeting = await concluding.enter_conclusions(
        session=session, actor=actor, meeting_id=meeting_id, plans=plans, now=now
    )
    return await read_conclusions(session=session, meeting=meeting)


@router.post(MEETING + "/conclusion-notice", status_code=202, dependencies=[IdempotencyDep])
async def want_notice(
    meeting_id: UUID, plan: NoticePlan, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    """A job drafts the Thông báo; once it is issued, the meeting is concluded."""
    meeting = await concluding.want_notice(
        session=session, actor=actor, meeting_id=meeting_id, plan=plan, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)


@router.post(MEETING + "/conclude")
async def conclude_without_notice(
    meeting_id: UUID, given: ReasonGiven, session: SessionDep, actor: ActorDep, now: NowDep
) -> MeetingRead:
    """End it where no notice is needed; the reason is journalled."""
    meeting = await concluding.conclude_without_notice(
        session=session, actor=actor, meeting_id=meeting_id, reason=given.reason, now=now
    )
    return await read_meeting(session=session, actor=actor, meeting=meeting, now=now)
