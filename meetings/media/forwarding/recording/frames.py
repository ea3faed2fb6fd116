"""Packets in order, and VP8 frames out of them; what is lost is left out up to a key frame."""

from collections.abc import Iterator
from dataclasses import dataclass

from meetings.media.forwarding.packets import Packet, is_newer

#: Packets waited for while a loss is being repaired.
PATIENCE = 192


class InOrder:
    """Hands packets on by sequence number; gives a gap up when too much waits behind it."""

    def __init__(self, patience: int = PATIENCE) -> None:
        self._patience = patience
        self._waiting: dict[int, Packet] = {}
        self._next: int | None = None
        self.gaps = 0

    def put(self, packet: Packet) -> Iterator[Packet]:
        if self._next is None:
            self._next = packet.seq
        if is_newer(self._next, packet.seq):
            return
        self._waiting[packet.seq] = packet
        while self._waiting:
            while (found := self._waiting.pop(self._next, None)) is not None:
                self._next = (self._next + 1) & 0xFFFF
                yield found
            if len(self._waiting) <= self._patience:
                return
            self.gaps += 1
            following = self._next
            self._next = min(self._waiting, key=lambda seq: (seq - following) & 0xFFFF)


@dataclass(frozen=True, slots=True)
class Frame:
    data: bytes
    timestamp: int
    keyframe: bool


class Frames:
    """Joins the payloads of a picture (RFC 7741, 4.1)."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._seq: int | None = None
        self._begun: Packet | None = None
        self._whole = False

    def put(self, packet: Packet) -> Frame | None:
        """Take the next packet; return the frame that it completes."""
        if self._seq is not None and packet.seq != (self._seq + 1) & 0xFFFF:
            self._whole, self._begun = False, None
        self._seq = packet.seq
        picture = packet.picture
        if picture is None:
            return None
        if picture.begins:
            self._begun, self._parts = packet, []
            self._whole = self._whole or picture.keyframe
        if self._begun is None or self._begun.timestamp != packet.timestamp:
            self._begun = None
            return None
        self._parts.append(packet.data[packet.payload_at + picture.size :])
        if not packet.marker:
            return None
        begun, self._begun = self._begun, None
        if not self._whole or begun.picture is None:
            return None
        return Frame(b"".join(self._parts), begun.timestamp, begun.picture.keyframe)
