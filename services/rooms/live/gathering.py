"""The sockets of one meeting in this process, and what they are told.

Nothing here is the meeting's state: it is read from the database whenever it has changed, and a
process that starts anew reads the same.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.event import MeetingEvent
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind
from meetings.repository import live as rows
from services.platform import Platform
from services.rooms.live.errors import Closing
from services.rooms.live.socket import LiveSocket, You
from services.rooms.live.state import SECTIONS, TOUCHED, Section, read_sections
from services.rooms.live.timers import Timers
from storage.database import DatabaseUnavailable

log = logging.getLogger(__name__)

AT_ONCE = 500
CHAT_KEPT = 200
LEADS_ONLY = "lobby"
_RETRY_SECONDS = 0.5
_TICK_SECONDS = 0.5


class Gathering:
    """`on_state` hears every section that changed: the media follow from it."""

    def __init__(
        self, platform: Platform, meeting_id: UUID, *, on_state: Callable[..., None]
    ) -> None:
        self.meeting_id = meeting_id
        self.sockets: set[LiveSocket] = set()
        #: Those in `sockets`, and those that are on their way in.
        self.followers = 0
        self._platform = platform
        self._on_state = on_state
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._changed: set[str] = set()
        self._seq: int | None = None
        self._timers = Timers()
        self._task = asyncio.create_task(self._run())

    # -- what is heard ---------------------------------------------------------------------------

    def hear(self, message: dict[str, Any]) -> None:
        """Take a notification: an event, changed sections, or a word that is not kept."""
        if "seq" in message:
            self._wake.set()
        if "changed" in message:
            self._changed.update(message["changed"])
            self._wake.set()
        if "tell" in message:
            self.tell(message["tell"])
        for word, code in (("replaced", Closing.REPLACED), ("removed", Closing.REMOVED)):
            for socket in self._with_connection(message.get(word)):
                socket.close(code, word)

    def _with_connection(self, connection_id: str | None) -> list[LiveSocket]:
        return [
            socket
            for socket in self.sockets
            if connection_id and socket.you and str(socket.you.connection_id) == connection_id
        ]

    def tell(self, message: dict[str, Any]) -> None:
        for socket in self._inside():
            socket.send(message)

    def tell_participant(self, participant: str, message: dict[str, Any]) -> None:
        """To one device, by its name in the media."""
        for socket in self._inside():
            if socket.you and socket.you.participant == participant:
                socket.send(message)

    def _inside(self) -> list[LiveSocket]:
        return [socket for socket in self.sockets if not socket.in_lobby]

    # -- coming in -------------------------------------------------------------------------------

    async def add(self, socket: LiveSocket, you: You, *, after: int | None, in_lobby: bool) -> None:
        """Show the newcomer everything, then let it hear what happens, without a gap between."""
        async with self._lock:
            socket.you, socket.in_lobby = you, in_lobby
            await self._welcome(socket, you, after)
            self.sockets.add(socket)

    async def _welcome(self, socket: LiveSocket, you: You, after: int | None) -> None:
        async with self._platform.database.session() as session:
            meeting = await session.get_one(Meeting, self.meeting_id)
            socket.seq = meeting.last_seq
            if self._seq is None:
                self._seq = meeting.last_seq
            if socket.in_lobby:
                socket.send({"type": "lobby", "title": meeting.title, "you": you.facts()})
                return
            wanted = [name for name in SECTIONS if you.leads or name != LEADS_ONLY]
            sections = await read_sections(session, meeting, wanted)
            missed: Sequence[MeetingEvent] = []
            if after is not None:
                missed = await rows.list_events(session, meeting.id, after=after, limit=AT_ONCE)
            chat = await rows.list_events_of_kind(
                session, meeting.id, (EventKind.CHAT,), newest=CHAT_KEPT
            )
        self._timers.follow(sections, now=self._platform.clock.now(), announced=True)
        socket.send(
            {
                "type": "snapshot",
                "seq": socket.seq,
                "now": self._platform.clock.now().isoformat(),
                "you": you.facts(),
                **sections,
                "chat": [written(event) for event in chat if is_for(event, you)],
                "missed": [
                    written(event)
                    for event in missed
                    if event.seq <= socket.seq and is_for(event, you)
                ],
            }
        )

    # -- what is told ----------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self._wake.wait(), _TICK_SECONDS)
            except TimeoutError:
                self._tick()
                continue
            self._wake.clear()
            try:
                await self._catch_up()
            except (DBAPIError, DatabaseUnavailable, PoolTimeout, OSError):
                log.exception("a meeting's news could not be read; trying again")
                self._changed.update(SECTIONS)
                await asyncio.sleep(_RETRY_SECONDS)
                self._wake.set()

    def _tick(self) -> None:
        for message in self._timers.due(self._platform.clock.now()):
            self.tell(message)

    async def _catch_up(self) -> None:
        async with self._lock:
            # Taken before it is read: what changes meanwhile is read again.
            changed, self._changed = self._changed, set()
            async with self._platform.database.session() as session:
                events = await self._new_events(session)
                changed.update(*(TOUCHED.get(event.kind, ()) for event in events))
                meeting = await session.get_one(Meeting, self.meeting_id)
                sections = await read_sections(session, meeting, changed)
            if events:  # only now that all was read: what failed is read again
                self._seq = events[-1].seq
            self._send(events, sections)
            for socket in self._admitted(events):
                if socket.you:
                    socket.in_lobby = False
                    await self._welcome(socket, socket.you, None)
        if any(event.kind is EventKind.CLOSED for event in events):
            for socket in self.sockets:
                socket.close(Closing.DONE, "the meeting is closed")
        if len(events) == AT_ONCE:
            self._wake.set()

    async def _new_events(self, session: AsyncSession) -> Sequence[MeetingEvent]:
        if self._seq is None:  # nobody was shown anything yet: it begins with what is now
            self._seq = (await session.get_one(Meeting, self.meeting_id)).last_seq
            return []
        return await rows.list_events(session, self.meeting_id, after=self._seq, limit=AT_ONCE)

    def _send(self, events: Sequence[MeetingEvent], sections: dict[str, Section]) -> None:
        now = self._platform.clock.now()
        self._timers.follow(sections, now=now, announced=False)
        self._on_state(self.meeting_id, sections)
        written_once = [(event, written(event)) for event in events]
        for socket in self._inside():
            if socket.you is None:
                continue
            for event, message in written_once:
                if event.seq > socket.seq and is_for(event, socket.you):
                    socket.send(message)
            if events:
                socket.seq = max(socket.seq, events[-1].seq)
            shown = _shown(sections, leads=socket.you.leads)
            if shown:
                socket.send({"type": "state", "seq": socket.seq, "now": now.isoformat(), **shown})

    def _admitted(self, events: Iterable[MeetingEvent]) -> list[LiveSocket]:
        seats = {event.seat_id for event in events if event.kind is EventKind.ADMITTED}
        return [
            socket
            for socket in self.sockets
            if socket.in_lobby and socket.you and socket.you.seat_id in seats
        ]

    async def aclose(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def is_for(event: MeetingEvent, you: You) -> bool:
    """What is written to the secretary is for who leads, and for who wrote it; on no screen."""
    private = event.kind is EventKind.CHAT and event.details.get("to") == "secretary"
    return not private or you.leads or (event.seat_id == you.seat_id and not you.looks_on)


def _shown(sections: dict[str, Section], *, leads: bool) -> dict[str, Section]:
    return {name: section for name, section in sections.items() if leads or name != LEADS_ONLY}


def written(event: MeetingEvent) -> dict[str, Any]:
    return {
        "type": "event",
        "seq": event.seq,
        "at": event.at.isoformat(),
        "kind": event.kind.value,
        "seat_id": str(event.seat_id) if event.seat_id else None,
        "person": event.person,
        "item_id": str(event.item_id) if event.item_id else None,
        "details": event.details,
    }
