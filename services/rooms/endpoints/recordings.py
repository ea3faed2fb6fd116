"""Recordings over HTTP: for who organises the meeting; each look at one is journalled."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from meetings.service import keeping_recordings, recording
from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.downloads import answer_range
from services.reasons import ReasonGiven
from services.rooms.schemas.live import FailedRecording, RecordingRead

router = APIRouter(tags=["meetings"])

RECORDINGS = "/meetings/{meeting_id}/recordings"


@router.get(RECORDINGS)
async def list_recordings(
    meeting_id: UUID, session: SessionDep, actor: ActorDep
) -> list[RecordingRead]:
    found = await recording.list_recordings(session=session, actor=actor, meeting_id=meeting_id)
    return [RecordingRead.model_validate(row) for row in found]


@router.get(RECORDINGS + "/{recording_id}/file", response_class=Response)
async def read_recording(
    meeting_id: UUID,
    recording_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    platform: PlatformDep,
    now: NowDep,
    range_: Annotated[str | None, Header(alias="Range", max_length=100)] = None,
) -> Response:
    """As a whole, or the range that a player asks for."""
    row = await recording.access_recording(
        session=session, actor=actor, meeting_id=meeting_id, recording_id=recording_id, now=now
    )
    return await answer_range(platform, session, row.digest, kind="video/webm", asked=range_)


@router.post(RECORDINGS + "/{recording_id}/hold")
async def hold_recording(
    meeting_id: UUID,
    recording_id: UUID,
    given: ReasonGiven,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> RecordingRead:
    """Keep it beyond its time, until it is released."""
    row = await keeping_recordings.hold_recording(
        session=session, actor=actor, meeting_id=meeting_id, recording_id=recording_id,
        reason=given.reason, now=now,
    )  # fmt: skip
    return RecordingRead.model_validate(row)


@router.post(RECORDINGS + "/{recording_id}/release")
async def release_recording(
    meeting_id: UUID, recording_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> RecordingRead:
    row = await keeping_recordings.release_recording(
        session=session, actor=actor, meeting_id=meeting_id, recording_id=recording_id, now=now
    )
    return RecordingRead.model_validate(row)


@router.get("/recordings/failed")
async def list_failed(session: SessionDep, actor: ActorDep, now: NowDep) -> list[FailedRecording]:
    """What could not be kept in the last 90 days: an alarm."""
    found = await keeping_recordings.list_failed(session=session, actor=actor, now=now)
    return [
        FailedRecording(**row.model_dump(include={"id", "meeting_id", "started_at", "failure"}),
                        meeting_title=title)
        for row, title in found
    ]  # fmt: skip
