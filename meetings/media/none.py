"""The engine of an office without meetings: it keeps rooms, and carries nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from meetings.media.errors import MediaMisconfigured, MediaUnavailable, RoomUnknown
from meetings.media.events import Event
from meetings.media.shapes import (
    Capabilities,
    Counters,
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

log = logging.getLogger(__name__)


class NoMedia:
    """Warns at start and refuses in production; no connection is ever made."""

    def __init__(self, *, production: bool) -> None:
        self._production = production
        self._rooms: set[str] = set()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    async def start(self) -> None:
        if self._production:
            raise MediaMisconfigured("CONGVU_MEDIA_ENGINE=none carries no meeting")
        log.warning("no media engine: meetings have neither sound nor pictures")

    async def aclose(self) -> None:
        self._rooms.clear()

    async def open_room(self, room: str, policy: RoomPolicy) -> None:
        self._rooms.add(room)

    async def close_room(self, room: str) -> None:
        self._rooms.discard(room)

    async def set_rights(self, room: str, participant: str, rights: Rights) -> None:
        self._require(room)

    async def publish(
        self, room: str, participant: str, connection: str, offer: str, tracks: Sequence[Track]
    ) -> str:
        raise MediaUnavailable(room)

    async def subscribe(self, room: str, viewer: str, connection: str, view: View) -> Offer:
        raise MediaUnavailable(room)

    async def set_view(self, room: str, viewer: str, connection: str, view: View) -> Offer | None:
        raise MediaUnavailable(room)

    async def accept(
        self, room: str, viewer: str, connection: str, answer: str, number: int
    ) -> None:
        raise MediaUnavailable(room)

    async def add_candidate(
        self, room: str, participant: str, connection: str, side: Side, candidate: str
    ) -> None:
        raise MediaUnavailable(room)

    async def mute(self, room: str, participant: str, purpose: Purpose, *, muted: bool) -> None:
        self._require(room)

    async def leave(self, room: str, participant: str, connection: str) -> None:
        self._require(room)

    async def remove(self, room: str, participant: str) -> None:
        self._require(room)

    async def request_keyframe(self, room: str, participant: str, purpose: Purpose) -> None:
        self._require(room)

    async def start_recording(self, room: str, folder: Path) -> None:
        raise MediaUnavailable(room)

    async def stop_recording(self, room: str) -> Recording:
        raise MediaUnavailable(room)

    async def stats(self, room: str) -> RoomStats:
        self._require(room)
        return RoomStats(room=room, participants=(), totals=Counters())

    async def events(self) -> AsyncIterator[Event]:
        await asyncio.get_running_loop().create_future()
        raise AssertionError
        yield  # what makes this an iterator

    def _require(self, room: str) -> None:
        if room not in self._rooms:
            raise RoomUnknown(room)
