"""One room: who is in it, and how connections come, take over and go."""

import asyncio
from collections.abc import Callable, Coroutine

from meetings.media import events
from meetings.media.errors import MediaFull, ParticipantUnknown
from meetings.media.forwarding.downlink import Downlink
from meetings.media.forwarding.participants import CONNECTIONS, Link, Participant
from meetings.media.forwarding.premises import Premises
from meetings.media.forwarding.stage import Stage
from meetings.media.forwarding.uplink import Uplink
from meetings.media.shapes import Rights, RoomPolicy, Side

#: How long a connection that was replaced goes on, until packets of the new one are here.
OVERLAP_SECONDS = 1.0


class Room:
    def __init__(
        self,
        name: str,
        policy: RoomPolicy,
        *,
        tell: Callable[[events.Event], None],
        register: Callable[[str, Link | None], None],
        premises: Premises,
    ) -> None:
        self.name = name
        self.participants: dict[str, Participant] = {}
        self.stage = Stage(name, policy, people=self.participants, tell=tell)
        self.tell = tell
        self._register, self._premises = register, premises
        self._closing: set[asyncio.Task[None]] = set()

    def admit(self, name: str, rights: Rights) -> None:
        known = self.participants.get(name)
        if known is None:
            if len(self.participants) >= self.stage.policy.participants:
                raise MediaFull("participants")
            self.participants[name] = Participant(name, rights)
            return
        known.rights = rights
        self.stage.apply_rights(known)

    def require(self, name: str) -> Participant:
        try:
            return self.participants[name]
        except KeyError:
            raise ParticipantUnknown(self.name, name) from None

    def open_up(self, name: str, connection: str) -> Uplink:
        """Return the uplink of this connection, which may be new."""
        who = self._with_room_for(name, connection)
        if connection not in who.ups:
            who.ups[connection] = Uplink(
                name,
                connection,
                room=self,
                stage=self.stage,
                premises=self._premises,
            )
            self._register(who.ups[connection].transport.ice.username, who.ups[connection])
        return who.ups[connection]

    def open_down(self, name: str, connection: str) -> Downlink:
        who = self._with_room_for(name, connection)
        if connection not in who.downs:
            who.downs[connection] = Downlink(
                name,
                connection,
                room=self,
                premises=self._premises,
                voices=self.stage.policy.voices,
            )
            self._register(who.downs[connection].transport.ice.username, who.downs[connection])
        return who.downs[connection]

    def _with_room_for(self, name: str, connection: str) -> Participant:
        who = self.require(name)
        if connection not in who.connections and len(who.connections) >= CONNECTIONS:
            raise MediaFull("connections")
        return who

    def down_of(self, name: str, connection: str) -> Downlink:
        try:
            return self.require(name).downs[connection]
        except KeyError:
            raise ParticipantUnknown(self.name, name, connection) from None

    def up_connected(self, uplink: Uplink) -> None:
        who = self.participants[uplink.participant]
        former, who.up = who.up, uplink
        self._joined(uplink, Side.UP, former)

    def down_connected(self, downlink: Downlink) -> None:
        who = self.participants[downlink.participant]
        former, who.down = who.down, downlink
        self.stage.listen(downlink)
        self.stage.arrange(downlink)
        self._joined(downlink, Side.DOWN, former)

    def _joined(self, link: Link, side: Side, former: Link | None) -> None:
        replaced = former.connection if former is not None and former is not link else None
        self.tell(
            events.Joined(
                room=self.name,
                participant=link.participant,
                connection=link.connection,
                side=side,
                replaced=replaced,
            )
        )
        if former is not None and former is not link:
            self._later(self._end_after(OVERLAP_SECONDS, former))

    def down_rerouted(self, downlink: Downlink) -> None:
        self.stage.reroute(downlink)

    def renamed(self, link: Link, old: str, new: str) -> None:
        self._register(old, None)
        self._register(new, link)

    def link_lost(self, link: Link) -> None:
        """The browser ended the connection, or the handshake failed."""
        who = self.participants.get(link.participant)
        if who is None or link not in list(who.links):
            return
        reason = (
            events.AbortReason.CONNECTION_LOST
            if link.is_connected
            else events.AbortReason.NEVER_CONNECTED
        )
        self.abort(link, reason)

    def abort(self, link: Link, reason: events.AbortReason) -> None:
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
        """Take a connection out of everything, and close it in the background."""
        who = self.participants.get(link.participant)
        self._register(link.transport.ice.username, None)
        if isinstance(link, Uplink):
            if who is not None and who.ups.get(link.connection) is link:
                del who.ups[link.connection]
                who.up = None if who.up is link else who.up
            for source in list(link.sources.values()):
                self.stage.source_ends(source)
        else:
            if who is not None and who.downs.get(link.connection) is link:
                del who.downs[link.connection]
                who.down = None if who.down is link else who.down
            self.stage.release(link)
        self._later(link.transport.aclose())

    async def _end_after(self, seconds: float, link: Link) -> None:
        await asyncio.sleep(seconds)
        if not link.transport.closed:
            self.end(link)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def aclose(self) -> None:
        for who in list(self.participants.values()):
            for link in list(who.links):
                self.end(link)
        while self._closing:
            await asyncio.wait(self._closing)
