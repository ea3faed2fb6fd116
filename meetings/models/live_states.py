"""The states and kinds of a meeting while it runs."""

from enum import StrEnum


class SpeechRule(StrEnum):
    """Whose microphone is heard: who has the floor, or everybody who is not muted."""

    FLOOR = "floor"
    FREE = "free"


class ConnectionState(StrEnum):
    LOBBY = "lobby"
    IN = "in"


class Roll(StrEnum):
    """What the secretary found at the roll call (điểm danh)."""

    PRESENT = "present"
    ABSENT = "absent"


class FloorKind(StrEnum):
    SPEAK = "speak"
    REPLY = "reply"
    POINT_OF_ORDER = "point_of_order"


class FloorState(StrEnum):
    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    SPEAKING = "speaking"
    SPOKEN = "spoken"


class VoteState(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    ANNULLED = "annulled"


class VoteBase(StrEnum):
    """Of what a majority is taken: seats present at the opening, ballots cast, all with a vote."""

    PRESENT = "present"
    CAST = "cast"
    ALL = "all"


class Threshold(StrEnum):
    """Simple: more than any other choice. Absolute: more than half. Two thirds: at least that."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"


class RecordingState(StrEnum):
    """Running, stopped and to be joined, being joined, kept as one file; or it failed."""

    RUNNING = "running"
    STOPPED = "stopped"
    JOINING = "joining"
    STORED = "stored"
    FAILED = "failed"
    EXPIRED = "expired"
