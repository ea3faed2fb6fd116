"""What publishers send: each source counts, keeps, repairs and hands on its packets."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from meetings.media.forwarding.outlets import VIDEO_CLOCK, VideoSlot
from meetings.media.forwarding.packets import (
    HALF,
    Extensions,
    Packet,
    read_audio,
    read_video,
    send_time,
)
from meetings.media.forwarding.reception import Missing, Reception
from meetings.media.forwarding.redundancy import read_redundant
from meetings.media.forwarding.ring import Ring

if TYPE_CHECKING:
    from meetings.media import shapes
    from meetings.media.forwarding.outbox import Leg, Outbox, Route

AUDIO_CLOCK = 48_000
#: Browsers make a key frame at most this often, whoever asks.
KEYFRAME_SECONDS = 0.5
#: Packets held back, and datagrams in one message, at most.
LONGEST_BURST = 32
_RECOVERED = 64
#: What taps a source: the recorder.
Tap = Callable[["Source", Packet, float], None]


class Source:
    """Of audio and video alike. `ask` sends RTCP to the publisher."""

    def __init__(self, key: "shapes.Source", ssrc: int, clock_rate: int) -> None:
        self.key = key
        self.ssrc = ssrc
        self.payload_types: frozenset[int | None] = frozenset()
        self.reception = Reception(clock_rate)
        self.octets = 0
        self.newest: Packet | None = None
        self.heard_at: float | None = None
        #: By rights and by the chair; what is not allowed is counted and goes no further.
        self.allowed = False
        self.arrives: Callable[[], None] | None = None
        self.tap: Tap | None = None
        #: NTP time, by our clock, and timestamp of the publisher's last sender report.
        self.clock: tuple[int, int] | None = None
        self._rate_before = 0
        self.bps = 0

    def measure(self, seconds: float) -> None:
        """Note the rate since the last call."""
        passed = (self.octets - self._rate_before) * 8 / seconds
        self._rate_before = self.octets
        self.bps = int(passed if passed > self.bps else 0.7 * self.bps + 0.3 * passed)

    def extended(self, packet: Packet) -> int:
        """Return the sequence number with the times it began anew, as `Reception.highest`."""
        newest = self.newest or packet
        behind = (newest.seq - packet.seq) & 0xFFFF
        return self.reception.highest - (behind if behind < HALF else behind - 0x10000)

    def _count(self, packet: Packet, now: float) -> int:
        ahead = self.reception.take(packet.seq, packet.timestamp, now)
        self.octets += len(packet.data)
        self.heard_at = now
        if self.arrives is not None:
            arrives, self.arrives = self.arrives, None
            arrives()
        if ahead > 0:
            self.newest = packet
        if self.tap is not None and self.allowed:
            self.tap(self, packet, now)
        return ahead


class Bursts:
    """Sources that hold packets back until all that came with them has been taken.

    Packets of a picture come together. Sent viewer by viewer they leave as one message each.
    """

    def __init__(self) -> None:
        self._held: list[VideoSource] = []

    def hold(self, source: "VideoSource") -> None:
        self._held.append(source)

    def send(self) -> None:
        held, self._held = self._held, []
        for source in held:
            source.send_burst()


class Hearing(Protocol):
    """The room's voices, as a source knows them."""

    def hear(self, source: "AudioSource", packet: Packet, now: float) -> None: ...


class AudioSource(Source):
    def __init__(self, key: "shapes.Source", ssrc: int, extensions: Extensions) -> None:
        super().__init__(key, ssrc, AUDIO_CLOCK)
        self.extensions = extensions
        self.voices: Hearing | None = None
        #: Smoothed loudness: 0 silence, 127 loudest.
        self.loudness = 0.0
        self.loud_at = 0.0
        #: Payload type of RED, where the publisher has it.
        self.redundant_type: int | None = None
        #: Sequence numbers that were taken out of later packets, the last ones.
        self._recovered: deque[int] = deque(maxlen=_RECOVERED)

    def take(self, data: bytes, now: float) -> None:
        if data[1] & 0x7F != self.redundant_type:
            self._take(read_audio(data, self.extensions), now)
            return
        seq = int.from_bytes(data[2:4], "big")
        ahead = (seq - self.newest.seq) & 0xFFFF if self.newest else 1
        # Under one number viewers are sent one packet only: that is what GCM demands.
        if ahead >= HALF and seq in self._recovered:
            return
        missing = ahead - 1 if 1 < ahead < HALF else 0
        *recovered, packet = read_redundant(data, self.extensions, missing=missing)
        for one in recovered:
            self._recovered.append(one.seq)
            self._take(one, now)
        self._take(packet, now)

    def _take(self, packet: Packet, now: float) -> None:
        self._count(packet, now)
        if self.allowed and self.voices is not None:
            self.voices.hear(self, packet, now)


class VideoSource(Source):
    def __init__(
        self,
        key: "shapes.Source",
        ssrc: int,
        *,
        request_keyframe: Callable[[int], None],
        bursts: Bursts,
    ) -> None:
        super().__init__(key, ssrc, VIDEO_CLOCK)
        self.ring = Ring()
        self.missing = Missing()
        self._request_keyframe = request_keyframe
        self._bursts = bursts
        self._burst: list[Packet] = []
        self._keyframe_wanted = False
        self._keyframe_asked_at = 0.0
        self.keyframe_at = 0.0
        self.plis = 0
        #: Slots that forward it, by the socket through which their viewers are reached.
        self._fans: dict[Outbox, list[VideoSlot]] = {}
        #: The same as packets need it.
        self._legs: list[tuple[Outbox, list[Leg]]] = []
        self._routes: list[Route] = []
        self._waiting: list[VideoSlot] = []

    @property
    def slots(self) -> list[VideoSlot]:
        return [slot for fan in self._fans.values() for slot in fan]

    @property
    def is_wanted(self) -> bool:
        return bool(self._fans or self._waiting)

    def take(self, data: bytes, now: float) -> None:
        packet = read_video(data, send_time(now))
        ahead = self._count(packet, now)
        self.ring.keep(packet)
        if not self.allowed:
            return
        if ahead > 1:
            if not self.missing.skip(packet.seq, ahead - 1, now):
                self.want_keyframe(now)
        elif ahead < 1:
            self.missing.came(packet.seq)
            self._forward_late(packet)
            return
        picture = packet.picture
        if picture is not None and picture.keyframe:
            self.keyframe_at = now
            self._keyframe_wanted = False
            self._let_in(packet, now)
        if not self._burst:
            self._bursts.hold(self)
        self._burst.append(packet)
        if len(self._burst) == LONGEST_BURST:
            self.send_burst()

    def send_burst(self) -> None:
        """Send what was held back; before anything changes about who gets it."""
        burst, self._burst = self._burst, []
        if burst:
            for outbox, legs in self._legs:
                outbox.fan_out(burst, legs)

    def _forward_late(self, packet: Packet) -> None:
        self.send_burst()
        for outbox, slots in self._fans.items():
            late = [slot.leg for slot in slots if slot.accepts_late(packet)]
            outbox.fan_out([packet], late)

    def _let_in(self, packet: Packet, now: float) -> None:
        self.send_burst()
        waiting, self._waiting = self._waiting, []
        for slot in waiting:
            if slot.source is not None:
                slot.source.drop(slot)
            slot.begin(self, packet, now)
            self._fans.setdefault(slot.route.outbox, []).append(slot)
        self._gather()

    def _gather(self) -> None:
        # Legs are bare pointers into routes.
        self._routes = [slot.route for slot in self.slots]
        self._legs = [
            (outbox, [slot.leg for slot in slots]) for outbox, slots in self._fans.items() if slots
        ]

    def admit(self, slot: VideoSlot, now: float) -> None:
        """Let a slot wait for the next key frame, and ask for one."""
        slot.pending = self
        self._waiting.append(slot)
        self.want_keyframe(now)

    def drop_all(self, now: float) -> None:
        """Forward to nobody any more: muted, or gone."""
        self.send_burst()
        for slot in [*self.slots, *self._waiting]:
            if slot.source is self:
                slot.end(now)
            if slot.pending is self:
                slot.pending = None
        self._fans.clear()
        self._legs.clear()
        self._waiting.clear()

    def drop(self, slot: VideoSlot) -> None:
        """Forward no more to this slot."""
        self.send_burst()
        for outbox, slots in list(self._fans.items()):
            if slot in slots:
                slots.remove(slot)
            if not slots:
                del self._fans[outbox]
        self._gather()

    def drop_waiting(self, slot: VideoSlot) -> None:
        if slot in self._waiting:
            self._waiting.remove(slot)

    def reroute(self, slot: VideoSlot) -> None:
        """Its viewer is reached through another socket."""
        self.send_burst()
        if slot.source is self:
            for slots in self._fans.values():
                if slot in slots:
                    slots.remove(slot)
            self._fans.setdefault(slot.route.outbox, []).append(slot)
            self._gather()

    def want_keyframe(self, now: float) -> None:
        """Ask the publisher, at once or as soon as the throttle allows."""
        self._keyframe_wanted = True
        self.ask_again(now)

    def ask_again(self, now: float) -> None:
        """Send a request that is due: one that was throttled, or that led to nothing."""
        if self._keyframe_wanted and now - self._keyframe_asked_at >= KEYFRAME_SECONDS:
            self._keyframe_asked_at = now
            self.plis += 1
            self._request_keyframe(self.ssrc)
