"""What the journal says of a meeting, with the proof of each line; for who organises it."""

from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import NotAllowed
from meetings.access import access_meeting, may_organise
from meetings.models.meeting import Meeting
from services.deps import ActorDep, PlatformDep, SessionDep
from services.history import HistoryRead, read_lines
from services.proving import ProofRead, find_line, prove_line

router = APIRouter(tags=["journal"])

HISTORY = "/meetings/{meeting_id}/history"


async def _access(session: AsyncSession, actor: Actor, meeting_id: UUID) -> Meeting:
    """It names who read what and who declined why: not for every seat."""
    meeting = await access_meeting(session, actor, meeting_id)
    if not may_organise(actor, meeting):
        raise NotAllowed("organise")
    return meeting


@router.get(HISTORY)
async def read_history(meeting_id: UUID, session: SessionDep, actor: ActorDep) -> list[HistoryRead]:
    meeting = await _access(session, actor, meeting_id)
    return await read_lines(session, "meeting", meeting.id)


@router.get(HISTORY + "/{entry_id}/proof")
async def read_proof(
    meeting_id: UUID,
    entry_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
) -> ProofRead:
    meeting = await _access(session, actor, meeting_id)
    placed = await find_line(session, "meeting", meeting.id, entry_id)
    await session.commit()  # what follows reads the store and needs no transaction
    return await prove_line(platform.blobs, platform.journal, placed)
