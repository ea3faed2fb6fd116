"""The live part of one server process: it listens to the database and wakes its meetings.

The process holds an advisory lock for as long as it listens. What it has entered as connected is
there as long as that lock is: a process that was killed leaves seats that the others see empty.
"""

import asyncio
import contextlib
import itertools
import json
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import col, select

from auth.errors import AuthError
from auth.models import SignInSession
from meetings.errors import MeetingError
from meetings.repository import live as rows
from meetings.service import joining
from services.platform import Platform
from services.rooms.live.carrying_out import Describe
from services.rooms.live.errors import Closing, closing_of
from services.rooms.live.gathering import Gathering
from services.rooms.live.media.door import MediaDoor
from services.rooms.live.socket import LiveSocket, You
from storage.database import DatabaseUnavailable

log = logging.getLogger(__name__)

AT_ONCE = 6
_RETRY_SECONDS = 1.0
#: Sweeps between two looks at who sits at every socket.
_IDENTIFIED_EVERY = 12
_DATABASE = (DBAPIError, DatabaseUnavailable, PoolTimeout, OSError)


class Hub:
    """Started with the first socket; `slots` bounds how many commands are carried out at once."""

    def __init__(self, platform: Platform, describe: Describe) -> None:
        self.platform = platform
        self.describe = describe
        self.slots = asyncio.Semaphore(AT_ONCE)
        self.number = 0
        self.media = MediaDoor(self)
        #: Sockets that have not said who they are.
        self.strangers = 0
        self._gatherings: dict[UUID, Gathering] = {}
        self._ready = asyncio.Event()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._sweep())]

    async def ready(self) -> int:
        """Our number, once we listen."""
        await self._ready.wait()
        return self.number

    @asynccontextmanager
    async def seated(
        self, socket: LiveSocket, you: You, *, after: int | None, in_lobby: bool
    ) -> AsyncIterator[Gathering]:
        """The socket hears its meeting for as long as this lasts."""
        assert socket.identity is not None  # noqa: S101 - a socket is identified before it sits
        meeting_id = socket.identity.meeting_id
        gathering = self.keep(meeting_id)
        gathering.followers += 1
        try:
            await gathering.add(socket, you, after=after, in_lobby=in_lobby)
            yield gathering
        finally:
            gathering.sockets.discard(socket)
            gathering.followers -= 1
            await self.release(meeting_id)

    def keep(self, meeting_id: UUID) -> Gathering:
        """Follow the meeting, if it is not followed already."""
        gathering = self._gatherings.get(meeting_id)
        if gathering is None:
            gathering = Gathering(self.platform, meeting_id, on_state=self.media.follow)
            self._gatherings[meeting_id] = gathering
        return gathering

    async def release(self, meeting_id: UUID) -> None:
        """Follow it no longer, if neither a device nor its media are here."""
        gathering = self._gatherings.get(meeting_id)
        if gathering is None or gathering.followers or self.media.has(meeting_id):
            return
        del self._gatherings[meeting_id]
        await gathering.aclose()

    def find(self, meeting_id: UUID) -> Gathering | None:
        return self._gatherings.get(meeting_id)

    def count_onlookers(self, meeting_id: UUID) -> int:
        gathering = self.find(meeting_id)
        sockets = gathering.sockets if gathering else ()
        return sum(1 for socket in sockets if socket.you and socket.you.looks_on)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.media.aclose()
        for gathering in list(self._gatherings.values()):
            await gathering.aclose()

    # -- listening -------------------------------------------------------------------------------

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except _DATABASE:
                log.exception("the live part lost its database connection; trying again")
            self._ready.clear()
            # What was missed meanwhile is told to who joins anew.
            for gathering in self._gatherings.values():
                for socket in gathering.sockets:
                    socket.close(Closing.RESTART, "join anew")
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen_once(self) -> None:
        lost = asyncio.Event()
        async with self.platform.database.engine.connect() as connection:
            try:
                self.number = secrets.randbelow(2**31 - 1) + 1
                await connection.execute(
                    text("SELECT pg_advisory_lock(:space, :number)"),
                    {"space": rows.LOCK_SPACE, "number": self.number},
                )
                await connection.commit()  # the lock belongs to the connection, not to this
                driver = (await connection.get_raw_connection()).driver_connection
                if driver is None:
                    raise ConnectionError("the database connection was closed at once")
                driver.add_termination_listener(lambda *_: lost.set())
                await driver.add_listener(rows.CHANNEL, self._hear)
                self._ready.set()
                await lost.wait()
            finally:
                # Closed, not given back: in the pool it would keep our seats occupied without us.
                await connection.invalidate()

    def _hear(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        message = json.loads(str(payload))
        if "relay" in message:
            if message["server"] == self.number:
                self.media.hear(message["relay"])
            return
        meeting_id = UUID(message["meeting"])
        if "media_free" in message:
            self.media.forget(meeting_id)
        gathering = self._gatherings.get(meeting_id)
        if gathering is not None:
            gathering.hear(message)

    # -- sweeping --------------------------------------------------------------------------------

    async def _sweep(self) -> None:
        """End stays of devices that are gone, and sockets whose session is."""
        for number in itertools.count(1):
            await asyncio.sleep(self.platform.settings.live_sweep_seconds)
            try:
                await self._end_lost()
                await self.media.sweep()
                await self._end_signed_out()
                if number % _IDENTIFIED_EVERY == 0:
                    await self._end_unidentified()
            except _DATABASE:
                log.exception("the sweep of the live part failed; it is tried again in its turn")

    async def _end_lost(self) -> None:
        now = self.platform.clock.now()
        async with self.platform.database.session() as session:
            await joining.mark_orphans(session=session, now=now)
            await session.commit()
            meetings = await joining.list_meetings_with_lost(session, now=now)
        for meeting_id in meetings:
            async with self.platform.database.session() as session:
                await joining.end_lost(session=session, meeting_id=meeting_id, now=now)
                await session.commit()

    async def _end_signed_out(self) -> None:
        """One query for all sockets here: who has signed out, or was signed out."""
        sessions = {
            socket.identity.session_id
            for gathering in self._gatherings.values()
            for socket in gathering.sockets
            if socket.identity and socket.identity.session_id
        }
        if not sessions:
            return
        async with self.platform.database.session() as session:
            ended = await session.exec(
                select(SignInSession.id).where(
                    col(SignInSession.id).in_(sessions), col(SignInSession.ended_at).is_not(None)
                )
            )
        gone = set(ended.all())
        for gathering in self._gatherings.values():
            for socket in gathering.sockets:
                if socket.identity and socket.identity.session_id in gone:
                    socket.close(Closing.NOT_SIGNED_IN, "signed out")

    async def _end_unidentified(self) -> None:
        """Everybody once in a while in full: appointments end, links expire, seats are lost."""
        for gathering in list(self._gatherings.values()):
            for socket in list(gathering.sockets):
                await self._identify_again(socket)

    async def _identify_again(self, socket: LiveSocket) -> None:
        if socket.identity is None:
            return
        async with self.platform.database.session() as session:
            try:
                await socket.identity.participant(session, self.platform, self.platform.clock.now())
            except (AuthError, MeetingError) as error:
                socket.close(closing_of(error), str(error))
                return
            # Being in a meeting keeps the session of who is there open.
            await session.commit()


def get_hub(app: FastAPI) -> Hub:
    """The process's own, made when the first socket comes."""
    hub: Hub | None = getattr(app.state, "live", None)
    if hub is None or hub.platform is not app.state.platform:
        hub = app.state.live = Hub(app.state.platform, app.state.describe_problem)
    return hub


async def close_hub(app: FastAPI) -> None:
    hub: Hub | None = getattr(app.state, "live", None)
    if hub is not None:
        app.state.live = None
        with contextlib.suppress(asyncio.CancelledError):
            await hub.aclose()
