"""What a participant sends: a publisher of VideoRoom, whose m-lines are named by purpose."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from typing import Any, Protocol

from meetings.media.errors import DescriptionRefused, MediaFull
from meetings.media.forwarding.descriptions import purposes_of, read
from meetings.media.janus.address import Address
from meetings.media.janus.link import Link, Links
from meetings.media.janus.server import JanusRefused, data_of
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Purpose, Rights, Side, Track

_FULL = 432


class Uplinks(Links, Protocol):
    """The room, as an uplink knows it."""

    def arrived(self, up: "Up") -> None: ...

    async def shrinks(self, up: "Up") -> None: ...

    def talks(self, up: "Up") -> None: ...


class Up(Link):
    side = Side.UP

    def __init__(
        self, participant: str, connection: str, *, address: Address, links: Uplinks
    ) -> None:
        super().__init__(participant, connection, address=address, links=links)
        #: Its name in VideoRoom, which viewers are subscribed to.
        self.feed = secrets.token_hex(8)
        self.purposes: dict[str, Purpose] = {}
        #: M-lines of which something has come, and those of which nothing comes now.
        self.arrived: set[str] = set()
        self.silent: set[str] = set()
        self.silent_since: float | None = None
        #: How loud (dBov) its microphone was said to be when it began to speak; None: silent.
        self.level: int | None = None
        self._room = links
        self._mids: tuple[str, ...] = ()
        self._muted: set[str] = set()
        self._moderating = asyncio.Lock()

    async def negotiate(self, offer: str, tracks: Sequence[Track]) -> str:
        """Take an offer, the first or a later one; what it no longer has comes to its end."""
        description = read(offer)
        if description.setup == "passive":
            raise DescriptionRefused(self.connection, "setup")
        purposes = purposes_of(description, tracks)
        if not self._handle:
            await self.attach()
            joining = {"request": "join", "ptype": "publisher", "id": self.feed}
            await self.say({**joining, "room": self.address.room, "pin": self.address.pin})
        kept = {mid: one for mid, one in self.purposes.items() if purposes.get(mid) is one}
        if kept != self.purposes:
            self.purposes = kept
            await self._room.shrinks(self)
        body = {"request": "configure" if self._mids else "publish"}
        try:
            _, answer = await self.say(body, sdp=("offer", offer), until="configured")
        except JanusRefused as error:
            if error.code == _FULL:
                raise MediaFull("participants") from error
            raise DescriptionRefused(self.connection, "engine") from error
        if not answer:
            raise DescriptionRefused(self.connection, "engine")
        self._mids = tuple(one.mid for one in description.sections)
        self.purposes = purposes
        return answer

    async def moderate(self, rights: Rights, muted: set[Purpose]) -> None:
        """Let Janus itself drop what may not be forwarded, named or not."""
        async with self._moderating:
            for mid in self._mids:
                purpose = self.purposes.get(mid)
                closed = purpose is None or not rights.let_through(purpose, muted)
                if closed is not (mid in self._muted):
                    await self.address.order("moderate", id=self.feed, mid=mid, mute=closed)
                    (self._muted.add if closed else self._muted.discard)(mid)
                    if purpose is not None and not closed and not purpose.is_audio:
                        # What is recorded begins anew, with a whole picture.
                        await self.request_keyframe(mid)

    async def request_keyframe(self, mid: str) -> None:
        streams = [{"mid": mid, "keyframe": True}]
        await self.say({"request": "configure", "streams": streams}, until="configured")

    @property
    def lines(self) -> list[tuple[str, Purpose | None]]:
        """Every m-line in order, and what it is for; None: it is not let through."""
        return [(mid, self.purposes.get(mid)) for mid in self._mids]

    async def record(self, base: str | None) -> None:
        """Have it written into files whose names begin so; None: no more."""
        told = {"record": base is not None, **({"filename": base} if base else {})}
        await self.address.change(self._handle, {"request": "configure", **told})

    def is_given_up(self, now: float, settings: MediaSettings) -> bool:
        """Janus itself does not find out in any useful time that somebody vanished."""
        since = self.silent_since
        silent = since is not None and now - since > settings.lost_seconds
        return silent or super().is_given_up(now, settings)

    def hear(self, message: dict[str, Any]) -> None:
        if message.get("janus") == "media":
            self._hear_media(message)
            return
        data = data_of(message)
        said = data.get("videoroom")
        if data.get("id") != self.feed:
            return
        if said == "talking":
            self._talks(round(data.get("audio-level-dBov-avg", 0)))
        elif said == "stopped-talking":
            self._talks(None)

    def _talks(self, level: int | None) -> None:
        self.level = level
        self._room.talks(self)

    def _hear_media(self, message: dict[str, Any]) -> None:
        mid = str(message.get("mid"))
        if message.get("receiving"):
            self.silent.discard(mid)
            if mid not in self.arrived:
                self.arrived.add(mid)
                self._room.arrived(self)
        else:
            self.silent.add(mid)
            if self.purposes.get(mid) is Purpose.MICROPHONE:
                self._talks(None)
        quiet = self.arrived <= self.silent
        if quiet and self.silent_since is None:
            self.silent_since = time.monotonic() - float(message.get("seconds", 1))
        elif not quiet:
            self.silent_since = None
