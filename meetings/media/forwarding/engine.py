"""The engine inside one process: rooms, sockets, and the clock that keeps them going."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from meetings.media.errors import MediaUnsupported, RecordingLost, RoomUnknown
from meetings.media.events import Event, Left, LeftReason, Offered
from meetings.media.forwarding import ticking
from meetings.media.forwarding.participants import Link
from meetings.media.forwarding.premises import Premises
from meetings.media.forwarding.recording.recorder import Recorder
from meetings.media.forwarding.room import Room
from meetings.media.forwarding.sockets import MediaSocket, local_hosts
from meetings.media.listening import Listeners
from meetings.media.settings import MediaSettings
from meetings.media.shapes import (
    Capabilities,
    Offer,
    Purpose,
    Recording,
    Rights,
    RoomPolicy,
    RoomStats,
    Side,
    Track,
    View,
)

if TYPE_CHECKING:
    from meetings.media.forwarding.transport import Transport

CAPABILITIES = Capabilities(
    loudest=True, ice_restart=True, single_port=True, track_record=True, counters=True
)


class ForwardingEngine:
    """`MediaEngine` in this process; an office runs it in processes of its own (`remote`)."""

    def __init__(self, settings: MediaSettings, *, number: int = 0) -> None:
        self.settings = settings
        self._number = number
        self.rooms: dict[str, Room] = {}
        self.sockets: list[MediaSocket] = []
        self._listeners: Listeners[Event] = Listeners()
        self._checked: dict[str, Transport] = {}
        #: Where candidates are known once it listens.
        self._premises = Premises(candidates=())
        self._ticking: asyncio.Task[None] | None = None

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def start(self) -> None:
        port = self.settings.port and self.settings.port + self._number
        for host in self.settings.hosts or local_hosts():
            self.sockets.append(self._listen(host, port))
        self._premises = Premises(candidates=self._candidates, bursts=self._premises.bursts)
        self._ticking = asyncio.create_task(ticking.tick(self))

    async def aclose(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
        for name in list(self.rooms):
            await self.close_room(name)
        for opened in self.sockets:
            opened.close()
        self.sockets.clear()
        self._listeners.close()

    async def open_room(self, room: str, policy: RoomPolicy) -> None:
        known = self.rooms.get(room)
        if known is not None:
            known.stage.policy = policy
            return
        self.rooms[room] = Room(
            room,
            policy,
            tell=self.tell,
            register=self._register,
            premises=self._premises,
        )

    async def close_room(self, room: str) -> None:
        closed = self.rooms.pop(room, None)
        if closed is None:
            return
        if closed.stage.recorder is not None:
            with contextlib.suppress(RecordingLost):
                closed.stage.recorder.stop()
        for who in closed.participants.values():
            if who.connections:
                reason = LeftReason.ROOM_CLOSED
                self.tell(Left(room=room, participant=who.name, reason=reason))
        await closed.aclose()

    async def set_rights(self, room: str, participant: str, rights: Rights) -> None:
        self._room(room).admit(participant, rights)

    async def publish(
        self, room: str, participant: str, connection: str, offer: str, tracks: Sequence[Track]
    ) -> str:
        opened = self._room(room)
        uplink = opened.open_up(participant, connection)
        try:
            return uplink.negotiate(offer, tracks)
        except BaseException:
            if not uplink.is_connected:
                opened.end(uplink)
            raise

    async def subscribe(self, room: str, viewer: str, connection: str, view: View) -> Offer:
        opened = self._room(room)
        downlink = opened.open_down(viewer, connection)
        if downlink.is_connected:
            downlink.transport.renew_credentials()
        self._look(opened, viewer, connection, view)
        return downlink.offer()

    async def set_view(self, room: str, viewer: str, connection: str, view: View) -> Offer | None:
        opened = self._room(room)
        downlink = opened.down_of(viewer, connection)
        self._look(opened, viewer, connection, view)
        return downlink.offer() if downlink.may_offer else None

    def _look(self, opened: Room, viewer: str, connection: str, view: View) -> None:
        downlink = opened.down_of(viewer, connection)
        downlink.view = view
        pictures = {(one.participant, one.purpose is Purpose.SCREEN) for one in view.wanted}
        downlink.grow(len(pictures), opened.stage.policy.slots)
        if downlink.is_connected:
            opened.stage.listen(downlink)
            opened.stage.arrange(downlink)
            self.flush()

    async def accept(
        self, room: str, viewer: str, connection: str, answer: str, number: int
    ) -> None:
        opened = self._room(room)
        downlink = opened.down_of(viewer, connection)
        downlink.accept(answer, number)
        if downlink.is_connected:
            opened.stage.arrange(downlink)
            self.flush()
        if downlink.may_offer:
            self.tell(
                Offered(room=room, viewer=viewer, connection=connection, offer=downlink.offer())
            )

    async def add_candidate(
        self, room: str, participant: str, connection: str, side: Side, candidate: str
    ) -> None:
        """Nothing is needed of a browser's candidates: it comes to us (ICE-lite)."""
        who = self._room(room).require(participant)
        if connection not in (who.ups if side is Side.UP else who.downs):
            raise MediaUnsupported(room, candidate[:32])

    async def mute(self, room: str, participant: str, purpose: Purpose, *, muted: bool) -> None:
        opened = self._room(room)
        who = opened.require(participant)
        (who.muted.add if muted else who.muted.discard)(purpose)
        opened.stage.apply_rights(who)

    async def leave(self, room: str, participant: str, connection: str) -> None:
        opened = self._room(room)
        who = opened.require(participant)
        links = [one for one in who.links if one.connection == connection]
        for link in links:
            opened.end(link)
        if links and not who.connections:
            reason = LeftReason.CLOSED
            self.tell(Left(room=room, participant=participant, reason=reason))

    async def remove(self, room: str, participant: str) -> None:
        opened = self._room(room)
        who = opened.require(participant)
        for link in list(who.links):
            opened.end(link)
        del opened.participants[participant]
        reason = LeftReason.REMOVED
        self.tell(Left(room=room, participant=participant, reason=reason))

    async def request_keyframe(self, room: str, participant: str, purpose: Purpose) -> None:
        for source in self._room(room).stage.video_sources():
            if (source.key.participant, source.key.purpose) == (participant, purpose):
                source.want_keyframe(time.monotonic())

    async def start_recording(self, room: str, folder: Path) -> None:
        stage = self._room(room).stage
        if stage.recorder is None:
            stage.recorder = Recorder(folder, wall=time.time(), now=time.monotonic())
            stage.recorder.tap_all(stage.available.values())

    async def stop_recording(self, room: str) -> Recording:
        stage = self._room(room).stage
        if stage.recorder is None:
            raise MediaUnsupported(room, "not_recording")
        recorder, stage.recorder = stage.recorder, None
        return recorder.stop()

    async def stats(self, room: str) -> RoomStats:
        return ticking.stats(self._room(room))

    def events(self) -> AsyncIterator[Event]:
        return self._listeners.listen()

    def tell(self, event: Event) -> None:
        self._listeners.tell(event)
        opened = self.rooms.get(event.room)
        if opened is not None and opened.stage.recorder is not None:
            opened.stage.recorder.tell(event, time.monotonic())

    def flush(self) -> None:
        """Let what was put aside for sending leave, through whichever socket."""
        self._premises.bursts.send()
        for opened in self.sockets:
            opened.outbox.flush()

    def _listen(self, host: str, port: int) -> MediaSocket:
        return MediaSocket(host, port, checked=self._checked.get, drained=self.flush)

    @property
    def _candidates(self) -> list[tuple[str, int]]:
        public = self.settings.public_host
        own = [(one.host, one.port) for one in self.sockets]
        return [(public, own[0][1]), *own] if public else own

    def _register(self, username: str, link: Link | None) -> None:
        if link is None:
            self._checked.pop(username, None)
        else:
            self._checked[username] = link.transport

    def _room(self, name: str) -> Room:
        try:
            return self.rooms[name]
        except KeyError:
            raise RoomUnknown(name) from None
