"""The nouns of the port. Names of rooms, participants and connections are the caller's own.

Times are seconds, rates bits per second, loss a share from 0 to 1, sound levels 0 (loudest) to
127 (silence) as in RFC 6464.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from enum import StrEnum

MICROPHONE_BPS = 64_000


class Purpose(StrEnum):
    """What a track is for. A camera is sent twice, large and small, by two encoders."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    CAMERA_SMALL = "camera_small"
    SCREEN = "screen"

    @property
    def is_audio(self) -> bool:
        return self is Purpose.MICROPHONE


class Side(StrEnum):
    """The two peer connections of a participant: what it sends, and what it is sent."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an engine can do beyond what the port asks of all."""

    simulcast: bool = False
    loudest: bool = False
    ice_restart: bool = False
    single_port: bool = False
    server_mix_record: bool = False
    track_record: bool = False
    #: Packets and losses are counted: `stats` says more than who sends what.
    counters: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPolicy:
    """Limits of one room. `slots` bounds the video m-lines of one viewer."""

    voices: int = 3
    slots: int = 32
    participants: int = 200
    camera_bps: int = 1_500_000
    small_bps: int = 150_000
    screen_bps: int = 2_500_000

    def limit_of(self, purpose: Purpose) -> int:
        return {
            Purpose.MICROPHONE: MICROPHONE_BPS,
            Purpose.CAMERA: self.camera_bps,
            Purpose.CAMERA_SMALL: self.small_bps,
            Purpose.SCREEN: self.screen_bps,
        }[purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What of a participant is forwarded at all: microphone, cameras, screen."""

    may_speak: bool = False
    may_show: bool = False
    may_share: bool = False

    def allow(self, purpose: Purpose) -> bool:
        if purpose is Purpose.MICROPHONE:
            return self.may_speak
        return self.may_share if purpose is Purpose.SCREEN else self.may_show

    def let_through(self, purpose: Purpose, muted: Container[Purpose]) -> bool:
        """Whether it is forwarded; who mutes the camera means both of its pictures."""
        shown = Purpose.CAMERA if purpose is Purpose.CAMERA_SMALL else purpose
        return self.allow(purpose) and purpose not in muted and shown not in muted


@dataclass(frozen=True, slots=True)
class Track:
    """An m-line of the browser's offer, by its mid, and what it carries."""

    mid: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Source:
    """A track of somebody. Wanting `camera` means: small while the line cannot carry large."""

    participant: str
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a viewer wants to see, the most important first; what does not fit is left out."""

    wanted: tuple[Source, ...] = ()
    audio: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """SDP of the engine; the answer to it carries the same number."""

    sdp: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """Sums since the beginning, seen from the engine."""

    packets_in: int = 0
    bytes_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    #: Refused as malformed, unknown, not allowed, or beyond a limit.
    refused: int = 0
    #: Packets asked for again by viewers, and those of them that were still kept.
    nacked: int = 0
    resent: int = 0
    #: Packets that publishers were asked to send again.
    nacks_sent: int = 0
    plis_received: int = 0
    plis_sent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantStats:
    """`loss` and `rtt` are what the browser reports of DOWN; `estimate` is its last REMB."""

    participant: str
    counters: Counters
    loss_up: float
    loss_down: float
    rtt: float | None
    estimate: int | None
    #: Purposes that arrive now.
    sends: tuple[Purpose, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomStats:
    room: str
    participants: tuple[ParticipantStats, ...]
    totals: Counters


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What one media process holds now; `memory` in bytes, resident."""

    rooms: int
    participants: int
    connections: int
    #: Addresses of peers that datagrams are taken from.
    addresses: int
    tasks: int
    files: int
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTrack:
    """One file of one stretch of a track; `start` in seconds after the recording began."""

    participant: str
    purpose: Purpose
    file: str
    start: float
    packets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What lies in the folder now; `timeline` names the JSON with tracks and events."""

    timeline: str
    tracks: tuple[RecordedTrack, ...] = field(default=())
