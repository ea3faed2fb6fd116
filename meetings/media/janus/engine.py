"""The port over one Janus or several, among which the rooms are spread."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

from meetings.media.errors import MediaUnsupported, RoomUnknown
from meetings.media.events import Event, Left, LeftReason
from meetings.media.janus import fitness
from meetings.media.janus.address import Address
from meetings.media.janus.down import Down
from meetings.media.janus.room import Room
from meetings.media.janus.server import JanusServer
from meetings.media.janus.ticking import Ticking
from meetings.media.listening import Listeners
from meetings.media.settings import MediaSettings
from meetings.media.shapes import (
    Capabilities,
    Counters,
    Offer,
    ParticipantStats,
    Purpose,
    Recording,
    Rights,
    RoomPolicy,
    RoomStats,
    Side,
    Source,
    Track,
    View,
)


class JanusMedia:
    """`MediaEngine` over `settings.janus_urls`."""

    def __init__(self, settings: MediaSettings) -> None:
        self._settings = settings
        self._rooms: dict[str, Room] = {}
        self._listeners: Listeners[Event] = Listeners()
        self._ticking = Ticking(self._rooms, settings)
        self.servers = [
            JanusServer(url, settings.janus_api_secret, lost=partial(self._lose, number))
            for number, url in enumerate(settings.janus_urls)
        ]

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            ice_restart=True, track_record=self._settings.janus_recordings is not None
        )

    async def start(self) -> None:
        fitness.require_settings(self._settings)
        try:
            await asyncio.gather(
                *(fitness.start(server, self._settings) for server in self.servers)
            )
        except BaseException:
            await self._close_servers()
            raise
        self._ticking.start()

    async def aclose(self) -> None:
        await self._ticking.aclose()
        await asyncio.gather(*(room.aclose() for room in self._rooms.values()))
        self._rooms.clear()
        await self._close_servers()
        self._listeners.close()

    async def _close_servers(self) -> None:
        await asyncio.gather(*(server.aclose() for server in self.servers))

    def events(self) -> AsyncIterator[Event]:
        return self._listeners.listen()

    # -- calls, as the port has them -------------------------------------------------------------

    async def open_room(self, room: str, policy: RoomPolicy) -> None:
        known = self._rooms.get(room)
        if known is None:
            known = self._rooms[room] = Room(
                room,
                policy,
                address=self._address(room),
                tell=self._listeners.tell,
            )
        known.stage.policy = policy
        await known.address.open(policy)

    async def close_room(self, room: str) -> None:
        closed = self._rooms.pop(room, None)
        if closed is not None:
            await closed.aclose()

    async def set_rights(self, room: str, participant: str, rights: Rights) -> None:
        opened = self._room(room)
        # What is meant counts even while Janus is away: people who come back find it so.
        await opened.apply_rights(opened.admit(participant, rights))
        opened.require_open()

    async def publish(
        self, room: str, participant: str, connection: str, offer: str, tracks: Sequence[Track]
    ) -> str:
        opened = self._room(room)
        up = opened.open_up(participant, connection)
        try:
            answer = await up.negotiate(offer, tracks)
        except BaseException:
            if not up.is_connected:
                opened.end(up)
            raise
        await opened.published(up)
        return answer

    async def subscribe(self, room: str, viewer: str, connection: str, view: View) -> Offer:
        opened = self._room(room)
        down = opened.open_down(viewer, connection)
        self._look(opened, down, view)
        try:
            if down.slots:
                return await down.restart()
            return await down.open(opened.stage.policy.voices)
        except BaseException:
            if not down.is_connected:
                opened.end(down)
            raise

    async def set_view(self, room: str, viewer: str, connection: str, view: View) -> Offer | None:
        opened = self._room(room)
        down = opened.down_of(viewer, connection)
        self._look(opened, down, view)
        offer = await down.grow()
        down.wake()
        return offer

    def _look(self, opened: Room, down: Down, view: View) -> None:
        down.view = view
        pictures = {(one.participant, one.purpose is Purpose.SCREEN) for one in view.wanted}
        down.want_slots(len(pictures), opened.stage.policy.slots)

    async def accept(
        self, room: str, viewer: str, connection: str, answer: str, number: int
    ) -> None:
        opened = self._room(room)
        down = opened.down_of(viewer, connection)
        await down.accept(answer, number)
        offer = await down.grow()
        if offer is not None:
            opened.offered(down, offer)

    async def add_candidate(
        self, room: str, participant: str, connection: str, side: Side, candidate: str
    ) -> None:
        who = self._room(room).require(participant)
        link = (who.ups if side is Side.UP else who.downs).get(connection)
        if link is not None:
            await link.add_candidate(candidate)

    async def mute(self, room: str, participant: str, purpose: Purpose, *, muted: bool) -> None:
        opened = self._room(room)
        who = opened.require(participant)
        (who.muted.add if muted else who.muted.discard)(purpose)
        await opened.apply_rights(who)
        opened.require_open()

    async def leave(self, room: str, participant: str, connection: str) -> None:
        opened = self._room(room)
        who = opened.require(participant)
        links = [one for one in who.links if one.connection == connection]
        for link in links:
            opened.end(link)
        if links and not who.connections:
            self._listeners.tell(Left(room=room, participant=participant, reason=LeftReason.CLOSED))

    async def remove(self, room: str, participant: str) -> None:
        opened = self._room(room)
        who = opened.require(participant)
        for link in list(who.links):
            opened.end(link)
        del opened.people[participant]
        self._listeners.tell(Left(room=room, participant=participant, reason=LeftReason.REMOVED))

    async def request_keyframe(self, room: str, participant: str, purpose: Purpose) -> None:
        opened = self._room(room)
        up = opened.require(participant).up
        place = opened.stage.places.get(Source(participant, purpose))
        if up is not None and place is not None and place[0] == up.feed:
            await up.request_keyframe(place[1])

    async def start_recording(self, room: str, folder: Path) -> None:
        opened = self._room(room)
        opened.require_open()
        if self._settings.janus_recordings is None:
            raise MediaUnsupported(room, "recording")
        await opened.start_recording(self._settings.janus_recordings, folder)

    async def stop_recording(self, room: str) -> Recording:
        return await self._room(room).stop_recording()

    async def stats(self, room: str) -> RoomStats:
        opened = self._room(room)
        each = tuple(
            ParticipantStats(
                participant=name,
                counters=Counters(),
                loss_up=0.0,
                loss_down=who.down.loss if who.down else 0.0,
                rtt=None,
                estimate=None,
                sends=tuple(one.purpose for one in opened.stage.places if one.participant == name),
            )
            for name, who in opened.people.items()
        )
        return RoomStats(room=room, participants=each, totals=Counters())

    # -- the servers -----------------------------------------------------------------------------

    def _address(self, room: str) -> Address:
        """At the Janus that has the fewest rooms, of those that are there."""

        def load(server: JanusServer) -> tuple[bool, int]:
            rooms = sum(one.address.server is server for one in self._rooms.values())
            return not server.is_up, rooms

        return Address(min(self.servers, key=load), room, self._settings)

    def _lose(self, number: int) -> None:
        for room in self._rooms.values():
            if room.address.server is self.servers[number]:
                room.lose()

    def _room(self, name: str) -> Room:
        try:
            return self._rooms[name]
        except KeyError:
            raise RoomUnknown(name) from None
