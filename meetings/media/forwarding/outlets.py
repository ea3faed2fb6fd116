"""M-lines of viewers: a source is switched into one, and its numbers go on without a gap."""

import secrets
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from meetings.media.forwarding.outbox import Leg, Route
from meetings.media.forwarding.packets import (
    HALF,
    PATCH,
    PATCH_AT,
    Packet,
    picture_numbers,
    shift_picture,
    wrap_again,
)
from meetings.media.forwarding.reception import Reception
from meetings.media.forwarding.ring import SIZE, Ring
from meetings.media.shapes import Source

VIDEO_CLOCK = 90_000
_STRETCHES = 4


class Shown(Protocol):
    """A source of pictures, as a slot that shows it knows it."""

    key: Source
    reception: Reception
    ring: Ring
    octets: int
    newest: Packet | None

    def extended(self, packet: Packet) -> int: ...

    def want_keyframe(self, now: float) -> None: ...

    def drop(self, slot: "VideoSlot") -> None: ...

    def drop_waiting(self, slot: "VideoSlot") -> None: ...

    def reroute(self, slot: "VideoSlot") -> None: ...


def random_ssrc() -> int:
    return secrets.randbelow(0xFFFFFFFE) + 1


def random_seq() -> int:
    """In the lower half: a first packet lost just before 65,536 would desynchronise SRTP."""
    return secrets.randbelow(HALF)


@dataclass(slots=True)
class Stretch:
    """Numbers of a slot from `first` on: those of `source` from `base` on (extended), shifted."""

    source: Shown
    base: int
    seq_shift: int
    time_shift: int
    id_shift: int
    tl0_shift: int
    #: Known once it has ended.
    length: int = 0


class VideoSlot:
    """Forwards one source; another one takes its place at the first packet of a key frame."""

    def __init__(self, mid: str) -> None:
        self.mid = mid
        self.ssrc, self.rtx_ssrc = random_ssrc(), random_ssrc()
        self.repairs_apart = False
        self.route: Route
        self.source: Shown | None = None
        self.pending: Shown | None = None
        self.seq_shift = self.time_shift = 0
        self._stretches: deque[Stretch] = deque(maxlen=_STRETCHES)
        self._rtx_seq = random_seq()
        self._next_seq = random_seq()
        self._last: tuple[int, float] | None = None  # timestamp sent, when
        self._last_picture = (0, 0)
        self._counted = [0, 0]
        self._at_begin = (0, 0)

    @property
    def counted(self) -> tuple[int, int]:
        """Packets and octets sent so far; kept as differences, so that a packet costs nothing."""
        packets, octets = self._counted
        if self.source is not None:
            packets += self.source.reception.arrived - self._at_begin[0]
            octets += self.source.octets - self._at_begin[1]
        return packets, octets

    def begin(self, source: Shown, packet: Packet, now: float) -> None:
        """Take over with `packet`, the first of a key frame."""
        self.end(now)
        self.seq_shift = (self._next_seq - packet.seq) & 0xFFFF
        if self._last is None:
            self.time_shift = 0
        else:
            timestamp, at = self._last
            passed = max(int((now - at) * VIDEO_CLOCK), 1)
            self.time_shift = (timestamp + passed - packet.timestamp) & 0xFFFFFFFF
        number, tl0 = picture_numbers(packet)
        ids = (self._last_picture[0] + 1 - number) & 0x7FFF if self._stretches else 0
        tl0s = (self._last_picture[1] + 1 - tl0) & 0xFF if self._stretches else 0
        base = source.reception.highest
        self._stretches.append(Stretch(source, base, self.seq_shift, self.time_shift, ids, tl0s))
        self._at_begin = (source.reception.arrived - 1, source.octets - len(packet.data))
        self.source, self.pending = source, None

    def end(self, now: float) -> None:
        """Forward nothing more of the present source, remembering where its numbers ended."""
        source = self.source
        if source is None or source.newest is None:
            return
        self._counted = list(self.counted)
        newest, stretch = source.newest, self._stretches[-1]
        self._next_seq = (newest.seq + self.seq_shift + 1) & 0xFFFF
        stretch.length = source.reception.highest - stretch.base + 1
        self._last = ((newest.timestamp + self.time_shift) & 0xFFFFFFFF, now)
        number, tl0 = picture_numbers(newest)
        self._last_picture = (
            (number + stretch.id_shift) & 0x7FFF,
            (tl0 + stretch.tl0_shift) & 0xFF,
        )
        self.source = None

    def accepts_late(self, packet: Packet) -> bool:
        """Whether a packet out of order belongs to what this slot has sent of the source."""
        source = self.source
        return source is not None and source.extended(packet) >= self._stretches[-1].base

    @property
    def leg(self) -> Leg:
        """What a packet of the present source needs to know; changes with source and route."""
        stretch = self._stretches[-1]
        shifted = None
        if stretch.id_shift or stretch.tl0_shift:
            shifted = partial(_with_picture, stretch=stretch)
        route = self.route
        return route.context, route.pointer, self.ssrc, self.seq_shift, self.time_shift, shifted

    def repair(self, seq: int) -> bool:
        """Send again what had this number, exactly as it was; False if it is not kept."""
        stretch = self._stretch_of(seq)
        if stretch is None:
            return False
        packet = stretch.source.ring.find((seq - stretch.seq_shift) & 0xFFFF)
        if packet is None:
            return False
        data = bytearray(_with_picture(packet, stretch))
        timestamp = (packet.timestamp + stretch.time_shift) & 0xFFFFFFFF
        # The same bytes as before: GCM must not protect others under this number.
        PATCH.pack_into(data, PATCH_AT, seq, timestamp, self.ssrc)
        sent = bytes(data)
        if self.repairs_apart:
            sent = wrap_again(
                sent, payload_at=packet.payload_at, seq=self._rtx_seq, ssrc=self.rtx_ssrc
            )
            self._rtx_seq = (self._rtx_seq + 1) & 0xFFFF
        self.route.outbox.put(sent, self.route)
        return True

    def _stretch_of(self, seq: int) -> Stretch | None:
        """Find the stretch that a number of the last 1,024 belongs to."""
        following = self._next_seq
        if self.source is not None and self.source.newest is not None:
            following = self.source.newest.seq + self.seq_shift + 1
        behind = (following - 1 - seq) & 0xFFFF
        if behind >= SIZE:
            return None
        for stretch in reversed(self._stretches):
            length = stretch.length or stretch.source.reception.highest - stretch.base + 1
            if behind < length:
                return stretch
            behind -= length
        return None


def _with_picture(packet: Packet, stretch: Stretch) -> bytes:
    if packet.picture is None or not (stretch.id_shift or stretch.tl0_shift):
        return packet.data
    data = bytearray(packet.data)
    shift_picture(
        data, packet.payload_at, packet.picture, ids=stretch.id_shift, tl0=stretch.tl0_shift
    )
    return bytes(data)


class VoiceLine:
    """One voice of one viewer; the numbers of the room's voice are shifted by constants."""

    def __init__(self, mid: str) -> None:
        self.mid = mid
        self.ssrc = random_ssrc()
        self.route: Route
        self.seq_shift = random_seq()
        self.time_shift = secrets.randbits(32)
        #: How often each packet is sent: the second one is there at once where the first is lost.
        self.copies = 1

    @property
    def leg(self) -> Leg:
        route = self.route
        return route.context, route.pointer, self.ssrc, self.seq_shift, self.time_shift, None
