"""The running meeting: its WebSocket, and the same commands and state over plain HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, WebSocket

from meetings.access import access_content, access_meeting
from meetings.participant import access_participant
from meetings.service import secret_votes
from meetings.service.course import read_course
from services.deps import ActorDep, NowDep, SessionDep
from services.rooms.live.ballots import BallotVisit, list_secret_vote
from services.rooms.live.carrying_out import carry_out_within
from services.rooms.live.hub import get_hub
from services.rooms.live.origin import comes_from_ours
from services.rooms.live.sitting import sit
from services.rooms.live.state import SECTIONS, read_sections
from services.rooms.live.trying import try_line
from services.rooms.schemas.live import (
    CourseRead,
    LiveCommand,
    SecretBallotCast,
    SecretVoteRead,
)

router = APIRouter(tags=["meetings"])

MEETING = "/meetings/{meeting_id}"
SECRET_VOTE = "/secret-votes/{vote_id}"  # noqa: S105 - a vote, not a password


@router.websocket(MEETING + "/live")
async def live(websocket: WebSocket, meeting_id: UUID) -> None:
    if not comes_from_ours(websocket):
        await websocket.close(4403)
        return
    await sit(get_hub(websocket.app), websocket, meeting_id)


@router.websocket(MEETING + "/line")
async def line(websocket: WebSocket, meeting_id: UUID) -> None:
    """The device check: media alone, in a room of the engine that is no meeting's."""
    if not comes_from_ours(websocket):
        await websocket.close(4403)
        return
    await try_line(get_hub(websocket.app), websocket, meeting_id)


@router.get(MEETING + "/live")
async def read_live(meeting_id: UUID, session: SessionDep, actor: ActorDep) -> dict[str, Any]:
    """What the devices in the room are shown, for one who has a seat."""
    meeting = await access_meeting(session, actor, meeting_id)
    who = await access_participant(session, actor, meeting_id)
    wanted = [name for name in SECTIONS if who.leads or name != "lobby"]
    return {"seq": meeting.last_seq, **await read_sections(session, meeting, wanted)}


@router.post(MEETING + "/live/commands")
async def command_live(
    meeting_id: UUID,
    command: LiveCommand,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> dict[str, Any]:
    """A command of the socket's protocol (docs/meetings.md), where there is no socket."""
    who = await access_participant(session, actor, meeting_id)
    return await carry_out_within(session, who, command.do, command.model_extra or {}, now=now)


@router.get(MEETING + "/course")
async def read_meeting_course(
    meeting_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> CourseRead:
    meeting = await access_content(session, actor, meeting_id)
    return CourseRead.model_validate(await read_course(session, meeting, now=now))


@router.post(SECRET_VOTE + "/ballots", status_code=204, dependencies=[BallotVisit])
async def cast_secret_ballot(vote_id: UUID, ballot: SecretBallotCast, session: SessionDep) -> None:
    """Without a session on purpose: nothing in this request says who votes."""
    await secret_votes.cast_secretly(session=session, cast=ballot.of(vote_id))


@router.get(SECRET_VOTE, dependencies=[BallotVisit])
async def read_secret_vote(vote_id: UUID, session: SessionDep) -> SecretVoteRead:
    """The list by which everybody can check a secret vote that was closed."""
    return await list_secret_vote(session, vote_id)
