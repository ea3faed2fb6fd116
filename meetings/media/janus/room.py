"""A room of Janus: who is in it, and how connections come, take over and go."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from meetings.media import events
from meetings.media.errors import (
    MediaFull,
    MediaUnavailable,
    MediaUnsupported,
    ParticipantUnknown,
    RecordingLost,
)
from meetings.media.events import AbortReason, LeftReason
from meetings.media.janus.address import Address
from meetings.media.janus.down import Down
from meetings.media.janus.link import Link
from meetings.media.janus.people import CONNECTIONS, Person
from meetings.media.janus.recording import RoomRecording
from meetings.media.janus.stage import Stage
from meetings.media.janus.up import Up
from meetings.media.shapes import Offer, Recording, Rights, RoomPolicy

#: How long a connection that was replaced goes on, until packets of the new one are here.
OVERLAP_SECONDS = 1.0

log = logging.getLogger(__name__)


class Room:
    def __init__(
        self,
        name: str,
        policy: RoomPolicy,
        *,
        address: Address,
        tell: Callable[[events.Event], None],
    ) -> None:
        self.name, self.address = name, address
        self.people: dict[str, Person] = {}
        self.stage = Stage(name, policy, people=self.people, tell=self.tell)
        self.recording: RoomRecording | None = None
        self._tell = tell
        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, event: events.Event) -> None:
        self._tell(event)
        if self.recording is not None:
            self.recording.tell(event)

    # -- the room itself -------------------------------------------------------------------------

    async def aclose(self) -> None:
        for who in self.people.values():
            if who.connections:
                self.tell(
                    events.Left(room=self.name, participant=who.name, reason=LeftReason.ROOM_CLOSED)
                )
        for task in list(self._tasks):
            task.cancel()
        if self.recording is not None:
            with contextlib.suppress(RecordingLost):
                await self.stop_recording()
        links = [link for who in self.people.values() for link in who.links]
        await asyncio.gather(*(link.aclose() for link in links))
        await self.address.aclose()

    def lose(self) -> None:
        """Janus is gone with all connections: people are told to bring everything anew."""
        self.address.is_open = False
        for who in self.people.values():
            if not who.connections:
                continue
            for link in list(who.links):
                self._forget(link)
                self._later(link.aclose())
            reason = AbortReason.ENGINE_LOST
            self.tell(events.Aborted(room=self.name, participant=who.name, reason=reason))

    def require_open(self) -> None:
        if not self.address.is_open:
            raise MediaUnavailable(self.address.server.url)

    # -- people ----------------------------------------------------------------------------------

    def admit(self, name: str, rights: Rights) -> Person:
        known = self.people.get(name)
        if known is not None:
            known.rights = rights
            return known
        if len(self.people) >= self.stage.policy.participants:
            raise MediaFull("participants")
        self.people[name] = Person(name, rights)
        return self.people[name]

    def require(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise ParticipantUnknown(self.name, name) from None

    async def apply_rights(self, who: Person) -> None:
        """Janus drops what may not be, before viewers are shown something else, or it."""
        for up in list(who.ups.values()):
            try:
                await up.moderate(who.rights, who.muted)
            finally:
                self.stage.follow(up)

    async def published(self, up: Up) -> None:
        """After an offer was taken: close what may not be sent, record what is new."""
        await self.apply_rights(self.require(up.participant))
        await self._tap(up)

    def open_up(self, name: str, connection: str) -> Up:
        """Return the uplink of this connection, which may be new."""
        who = self._with_room_for(name, connection)
        if connection not in who.ups:
            who.ups[connection] = Up(name, connection, address=self.address, links=self)
        return who.ups[connection]

    def open_down(self, name: str, connection: str) -> Down:
        who = self._with_room_for(name, connection)
        if connection not in who.downs:
            who.downs[connection] = Down(
                name, connection, address=self.address, links=self, stage=self.stage
            )
        return who.downs[connection]

    def _with_room_for(self, name: str, connection: str) -> Person:
        who = self.require(name)
        self.require_open()
        if connection not in who.connections and len(who.connections) >= CONNECTIONS:
            raise MediaFull("connections")
        return who

    def down_of(self, name: str, connection: str) -> Down:
        try:
            return self.require(name).downs[connection]
        except KeyError:
            raise ParticipantUnknown(self.name, name, connection) from None

    # -- what links say --------------------------------------------------------------------------

    def connected(self, link: Link) -> None:
        who = self.people.get(link.participant)
        if who is None:
            return
        former = who.take_over(link)
        self.tell(
            events.Joined(
                room=self.name,
                participant=link.participant,
                connection=link.connection,
                side=link.side,
                replaced=former.connection if former else None,
            )
        )
        if isinstance(link, Up):
            self.stage.follow(link)
            self._later(self._tap(link))
        elif isinstance(link, Down):
            link.wake()
        if former is not None:
            self._later(self._end_after(OVERLAP_SECONDS, former))

    def arrived(self, up: Up) -> None:
        self.stage.follow(up)

    async def shrinks(self, up: Up) -> None:
        """Viewers are switched before an m-line ends, or Janus would close theirs."""
        self.stage.follow(up)
        await self._settled()

    def talks(self, up: Up) -> None:
        self.stage.talks(up.participant, up.level)

    def lost(self, link: Link) -> None:
        """The browser ended the connection, or it failed."""
        lost = AbortReason.CONNECTION_LOST
        self.abort(link, lost if link.is_connected else AbortReason.NEVER_CONNECTED)

    def shown(self, down: Down) -> None:
        self.tell(
            events.SlotsChanged(
                room=self.name,
                viewer=down.participant,
                connection=down.connection,
                slots=dict(down.slots),
            )
        )

    def offered(self, down: Down, offer: Offer) -> None:
        viewer, connection = down.participant, down.connection
        self.tell(events.Offered(room=self.name, viewer=viewer, connection=connection, offer=offer))

    # -- how links end ---------------------------------------------------------------------------

    def abort(self, link: Link, reason: AbortReason) -> None:
        self.end(link)
        self.tell(
            events.Aborted(
                room=self.name,
                participant=link.participant,
                connection=link.connection,
                reason=reason,
            )
        )

    def end(self, link: Link) -> None:
        """Take a link out of everything; viewers are switched before its m-lines are gone."""
        self._forget(link)
        self._later(self._close(link))

    def _forget(self, link: Link) -> None:
        who = self.people.get(link.participant)
        link.is_ended = True
        if who is not None:
            who.forget(link)
        if isinstance(link, Up):
            self.stage.end(link)

    async def _close(self, link: Link) -> None:
        if isinstance(link, Up):
            await self._settled()
        await link.aclose()

    async def _settled(self) -> None:
        await asyncio.gather(*(down.settled() for down in self.stage.viewers))

    async def _end_after(self, seconds: float, link: Link) -> None:
        await asyncio.sleep(seconds)
        if not link.is_ended:
            self.end(link)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- recording -------------------------------------------------------------------------------

    async def start_recording(self, at_janus: Path, folder: Path) -> None:
        if self.recording is None:
            self.recording = RoomRecording(at_janus, folder)
            self.recording.start()
            try:
                await asyncio.gather(*(self.recording.tap(up) for up in self._ups))
            except MediaUnavailable:
                await self.stop_recording()
                raise

    async def stop_recording(self) -> Recording:
        if self.recording is None:
            raise MediaUnsupported(self.name, "not_recording")
        recording, self.recording = self.recording, None
        return await recording.stop(self._ups)

    @property
    def _ups(self) -> list[Up]:
        everybody = self.people.values()
        return [up for who in everybody for up in who.ups.values() if up.is_connected]

    async def _tap(self, up: Up) -> None:
        if self.recording is not None and up.is_connected:
            try:
                await self.recording.tap(up)
            except MediaUnavailable as error:
                log.warning("somebody is not recorded: %s", error)
