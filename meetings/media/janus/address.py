"""How a room is reached at its Janus, and what opens it: nobody else can join or change it."""

import asyncio
import hmac
import logging
from dataclasses import dataclass, field
from typing import Any

from meetings.media.errors import MediaUnavailable
from meetings.media.janus.server import JanusRefused, JanusServer
from meetings.media.settings import MediaSettings
from meetings.media.shapes import RoomPolicy

#: Of the dummy publisher, whose m-lines carry nothing: one for each codec of the room, in order.
NO_SOUND, NO_PICTURE = "0", "1"
_EXISTS = 427
#: 127 minus a level of which RFC 6464 would say that somebody speaks, over 0.2 s.
_SPEAKS, _PACKETS = 60, 10

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Address:
    """`desk` is a handle for what concerns the room as a whole; `dummy` feeds empty m-lines."""

    server: JanusServer
    room: str
    settings: MediaSettings
    desk: int = 0
    dummy: str = ""
    is_open: bool = False
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def pin(self) -> str:
        """Joins the room; the secret changes it.

        Both follow from a key of ours, so that a later process of the program can clear away
        what an earlier one left.
        """
        return self._derived("pin")

    def _derived(self, use: str) -> str:
        known = self.settings.janus_api_secret
        key = known.get_secret_value().encode() if known else b""
        return hmac.new(key, f"{use} {self.room}".encode(), "sha256").hexdigest()

    async def open(self, policy: RoomPolicy) -> None:
        """Create the room, where what an earlier process left is cleared away."""
        async with self._opening:
            if self.is_open:
                return
            self.desk = await self.server.attach(lambda _: None)
            try:
                await self._create(policy)
            except JanusRefused as error:
                if error.code != _EXISTS:
                    raise
                await self.order("destroy")
                await self._create(policy)
            listed = await self.order("listparticipants")
            dummies = [one["id"] for one in listed["participants"] if one.get("dummy")]
            if not dummies:
                raise MediaUnavailable(self.server.url, "no_dummy_publisher")
            self.dummy = str(dummies[0])
            self.is_open = True

    async def _create(self, policy: RoomPolicy) -> None:
        key, recordings = self.settings.janus_admin_key, self.settings.janus_recordings
        await self.order(
            "create",
            **({"admin_key": key.get_secret_value()} if key else {}),
            **({"rec_dir": str(recordings)} if recordings else {}),
            pin=self.pin,
            is_private=True,
            lock_record=True,
            dummy_publisher=True,
            publishers=policy.participants * 2,
            bitrate=policy.camera_bps + policy.small_bps + policy.screen_bps,
            bitrate_cap=True,
            audiocodec="opus",
            videocodec="vp8",
            videoorient_ext=False,
            audiolevel_event=True,
            audio_active_packets=_PACKETS,
            audio_level_average=_SPEAKS,
        )

    async def aclose(self) -> None:
        if self.is_open:
            self.is_open = False
            try:
                await self.order("destroy")
            except MediaUnavailable:
                log.warning("a room could not be closed at %s", self.server.url)
        await self.server.detach(self.desk)

    async def order(self, request: str, **fields: Any) -> dict[str, Any]:
        """Ask for something that only who has the secret may."""
        body = {"request": request, "room": self.room, "secret": self._derived("secret"), **fields}
        return (await self.server.say(self.desk, body))[0]

    async def change(self, handle: int, body: dict[str, Any]) -> None:
        """Change what a publisher itself may not, on its handle."""
        told = {**body, "secret": self._derived("secret")}
        await self.server.say(handle, told, until="configured")
