"""What an engine tells of its own accord, in the order it happened within a room."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from meetings.media.shapes import Offer, Side, Source


class LeftReason(StrEnum):
    REMOVED = "removed"
    CLOSED = "closed"
    ROOM_CLOSED = "room_closed"


class AbortReason(StrEnum):
    """Why a connection is gone although nobody ended it: the participant should join anew."""

    CONNECTION_LOST = "connection_lost"
    NEVER_CONNECTED = "never_connected"
    HOSTILE = "hostile"
    ENGINE_LOST = "engine_lost"


class Line(StrEnum):
    """How well a participant's line carries what it is sent."""

    GOOD = "good"
    WEAK = "weak"
    AUDIO_ONLY = "audio_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A connection works in this direction; `replaced` names the one that it took over from."""

    room: str
    participant: str
    connection: str
    side: Side
    replaced: str | None = None
    kind: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    room: str
    participant: str
    reason: LeftReason
    kind: Literal["left"] = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aborted:
    """`connection` is None where all of the participant's are lost."""

    room: str
    participant: str
    reason: AbortReason
    connection: str | None = None
    kind: Literal["aborted"] = "aborted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackAdded:
    """Its packets arrive and are forwarded from now on."""

    room: str
    source: Source
    kind: Literal["track_added"] = "track_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRemoved:
    """Ended, muted, no longer allowed, or gone with its participant."""

    room: str
    source: Source
    kind: Literal["track_removed"] = "track_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """Who is heard, the loudest first, and levels of all that sound (0 loudest, 127 silence)."""

    room: str
    loudest: tuple[str, ...]
    levels: Mapping[str, int]
    kind: Literal["speaking"] = "speaking"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotsChanged:
    """All m-lines of a viewer's DOWN by mid, and what is in each now; None: nothing."""

    room: str
    viewer: str
    connection: str
    slots: Mapping[str, Source | None]
    kind: Literal["slots"] = "slots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """DOWN must be negotiated anew: hand the offer to the browser, and `accept` its answer."""

    room: str
    viewer: str
    connection: str
    offer: Offer
    kind: Literal["offer"] = "offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityChanged:
    room: str
    participant: str
    line: Line
    loss: float
    rtt: float | None
    estimate: int | None
    kind: Literal["quality"] = "quality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Liveness:
    """Nothing came from the participant for some seconds, or something comes again."""

    room: str
    participant: str
    alive: bool
    kind: Literal["liveness"] = "liveness"


Event = Annotated[
    Joined
    | Left
    | Aborted
    | TrackAdded
    | TrackRemoved
    | Speaking
    | SlotsChanged
    | Offered
    | QualityChanged
    | Liveness,
    Field(discriminator="kind"),
]
