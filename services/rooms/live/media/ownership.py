"""Which process has the media of a meeting: the one that took them, for as long as it lives."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from meetings.errors import MoveRefused
from meetings.models.live import LiveMeeting
from meetings.models.states import MeetingState
from meetings.participant import get_live, lock_meeting
from meetings.repository.live import ALIVE, hint, is_alive
from services.platform import Platform
from services.rooms.live.media.relay import forget

_JOINABLE = frozenset({MeetingState.INVITED, MeetingState.OPEN})


async def find_or_take(platform: Platform, meeting_id: UUID, *, server: int) -> int:
    """Who has them; `server`, if nobody did who is alive."""
    async with platform.database.session() as session:
        meeting = await lock_meeting(session, meeting_id)
        if meeting.state not in _JOINABLE:
            raise MoveRefused("meeting", meeting.state, "joined")
        live = await get_live(session, meeting.id)
        if live.media_server is None or not await is_alive(session, live.media_server):
            live.media_server = server
        taken = live.media_server
        await session.commit()  # the lock is held no longer than this answer needs
    return taken


async def give_up(platform: Platform, meeting_id: UUID, *, server: int) -> None:
    async with platform.database.session() as session:
        await session.exec(
            update(LiveMeeting)
            .where(col(LiveMeeting.meeting_id) == meeting_id)
            .where(col(LiveMeeting.media_server) == server)
            .values(media_server=None)
        )
        await session.commit()


async def release_dead(platform: Platform) -> None:
    """Free what processes had that are gone, and tell the devices to bring their media anew."""
    async with platform.database.session() as session:
        freed = await session.exec(
            update(LiveMeeting)
            .where(col(LiveMeeting.media_server).not_in(ALIVE))
            .values(media_server=None)
            .returning(col(LiveMeeting.meeting_id))
        )
        meetings = freed.scalars().all()
        for meeting_id in meetings:
            lost = {"kind": "aborted", "reason": "engine_lost", "connection": None}
            told = {"type": "media", "event": lost}
            await hint(session, meeting_id, media_free=True, tell=told)
        await forget(session, alive=ALIVE)
        await session.commit()
