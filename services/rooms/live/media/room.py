"""The media of one meeting in the process that has them: kept as the meeting's state wants it.

What the engine should be is read from the database and compared with what it was told; so a
change is applied once, whoever made it, and a process that takes the meeting over does the same.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from meetings.media.errors import MediaError
from meetings.media.port import MediaEngine
from meetings.media.recovering import next_folder
from meetings.media.shapes import Rights, RoomPolicy, RoomStats
from meetings.models.live_states import ConnectionState
from meetings.models.meeting import Meeting
from meetings.models.states import MeetingState
from meetings.repository import live as rows
from meetings.service.recording import find_running
from meetings.service.rights import NOTHING, SeatRights, read_rights
from services.platform import Platform
from services.rooms.live.media.recordings import abandon, folder_of, stop, store
from storage.database import DatabaseUnavailable

log = logging.getLogger(__name__)

_RETRY_SECONDS = 0.5
_OVER = frozenset({MeetingState.CLOSED, MeetingState.CONCLUDED, MeetingState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the database says: rights by participant, the recording that runs, the end."""

    rights: dict[str, Rights]
    servers: frozenset[int]
    recording: UUID | None
    over: bool


@dataclass(slots=True)
class Told:
    rights: dict[str, Rights] = field(default_factory=dict)
    recording: UUID | None = None


class MediaRoom:
    """`ended` is called once the meeting is over and its media with it."""

    def __init__(
        self,
        platform: Platform,
        engine: MediaEngine,
        meeting_id: UUID,
        *,
        ended: Callable[[UUID], Awaitable[None]],
    ) -> None:
        self.meeting_id = meeting_id
        self.name = str(meeting_id)
        #: Server processes with devices of this meeting.
        self.servers: frozenset[int] = frozenset()
        self._platform = platform
        self._engine = engine
        self._ended = ended
        self._told = Told()
        self._wake = asyncio.Event()
        self._settled = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._storing: set[asyncio.Task[None]] = set()

    async def stats(self) -> RoomStats:
        return await self._engine.stats(self.name)

    async def open(self) -> None:
        await self._engine.open_room(self.name, RoomPolicy())
        await self._settle(await self._read())
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        self._wake.set()

    async def settle_now(self) -> None:
        """For a device that has just come: its rights must be there before its media."""
        async with self._settled:
            await self._settle(await self._read())

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                async with self._settled:
                    wanted = await self._read()
                    await self._settle(wanted)
            except (MediaError, DBAPIError, DatabaseUnavailable, PoolTimeout, OSError):
                log.exception("the media of a meeting could not follow it; trying again")
                await asyncio.sleep(_RETRY_SECONDS)
                self._wake.set()
                continue
            if wanted.over:
                await self._engine.close_room(self.name)
                await self._ended(self.meeting_id)
                return

    async def _read(self) -> Wanted:
        async with self._platform.database.session() as session:
            meeting = await session.get_one(Meeting, self.meeting_id)
            rights = await read_rights(session, meeting)
            connections = await rows.list_connections(session, meeting.id)
            recording = await find_running(session, meeting.id)
        return Wanted(
            rights={
                f"{row.seat_id}.{row.device}": _as_rights(rights.get(row.seat_id, NOTHING))
                for row in connections
                if row.state is ConnectionState.IN
            },
            servers=frozenset(row.server for row in connections),
            recording=recording.id if recording else None,
            over=meeting.state in _OVER,
        )

    async def _settle(self, wanted: Wanted) -> None:
        self.servers = wanted.servers
        told = self._told
        for participant in told.rights.keys() - wanted.rights.keys():
            await self._engine.remove(self.name, participant)
            del told.rights[participant]
        for participant, rights in wanted.rights.items():
            if told.rights.get(participant) != rights:
                await self._engine.set_rights(self.name, participant, rights)
                told.rights[participant] = rights
        if told.recording != wanted.recording:
            await self._settle_recording(wanted.recording)

    async def _settle_recording(self, wanted: UUID | None) -> None:
        told = self._told
        if told.recording is not None:
            stopped, told.recording = told.recording, None
            if await stop(self._platform, self._engine, self.name, stopped):
                # Beside: storing takes a while, and nobody's joining waits for it.
                self._store_soon(store(self._platform, stopped))
        if wanted is None:
            return
        folder = next_folder(folder_of(self._platform, wanted))
        try:
            await self._engine.start_recording(self.name, folder)
        except MediaError as error:
            log.warning("a recording could not be started: %s", error)
            await abandon(self._platform, self.meeting_id, wanted, type(error).__name__)
        else:
            told.recording = wanted

    def _store_soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._storing.add(task)
        task.add_done_callback(self._stored)

    def _stored(self, task: asyncio.Task[None]) -> None:
        self._storing.discard(task)
        if not task.cancelled() and task.exception():
            log.error("a recording could not be stored", exc_info=task.exception())

    async def aclose(self) -> None:
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*self._storing, return_exceptions=True)


def _as_rights(rights: SeatRights) -> Rights:
    return Rights(may_speak=rights.may_speak, may_show=rights.may_show, may_share=rights.may_share)
