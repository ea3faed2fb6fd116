"""What the journal says of a meeting, with the proof of each line; for who organises it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import NotAllowed
from meetings.access import access_meeting, may_organise
from services.history_router import history_router


async def _access(session: AsyncSession, actor: Actor, meeting_id: UUID) -> None:
    """It names who read what and who declined why: not for every seat."""
    if not may_organise(actor, await access_meeting(session, actor, meeting_id)):
        raise NotAllowed("organise")


router = history_router("/meetings/{meeting_id}", "meeting", _access)
