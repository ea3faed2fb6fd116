"""One peer connection of a participant: a handle of VideoRoom."""

import time
from typing import Any, Protocol

from meetings.media.janus.address import Address
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Side


class Links(Protocol):
    """The room, as a link knows it."""

    def connected(self, link: "Link") -> None: ...

    def lost(self, link: "Link") -> None: ...


class Link:
    """`side` says which of the two; what Janus says of it comes through `hear`, in order."""

    side: Side

    def __init__(
        self, participant: str, connection: str, *, address: Address, links: Links
    ) -> None:
        self.participant, self.connection = participant, connection
        self.address = address
        self.is_connected = self.is_ended = False
        self.opened_at = time.monotonic()
        self._links = links
        self._handle = 0

    async def attach(self) -> None:
        self._handle = await self.address.server.attach(self._hear)

    async def say(
        self, body: dict[str, Any], *, sdp: tuple[str, str] | None = None, until: str = ""
    ) -> tuple[dict[str, Any], str]:
        return await self.address.server.say(self._handle, body, sdp=sdp, until=until)

    async def add_candidate(self, candidate: str) -> None:
        """Names of mDNS are left out: the browser's own checks say where it is."""
        if ".local " not in candidate:
            await self.address.server.trickle(self._handle, candidate)

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message.get("janus")
        if self.is_ended:
            return
        if kind == "webrtcup":
            self.is_connected = True
            self._links.connected(self)
        elif kind == "hangup":
            self._links.lost(self)
        else:
            self.hear(message)

    def hear(self, message: dict[str, Any]) -> None:
        """What concerns one of the two sides."""

    def is_given_up(self, now: float, settings: MediaSettings) -> bool:
        return not self.is_connected and now - self.opened_at > settings.connect_seconds

    async def aclose(self) -> None:
        self.is_ended = True
        await self.address.server.detach(self._handle)
