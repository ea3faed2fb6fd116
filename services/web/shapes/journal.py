"""The proof of an act, and how the journal stands."""

from datetime import datetime
from uuid import UUID

from services.web.shapes.shape import Shape


class Cosignature(Shape):
    witness: str
    at: datetime


class Proof(Shape):
    """`state` is proven, waiting or changed."""

    id: UUID
    state: str
    entry: str
    leaf_hash: str
    index: int | None
    size: int | None
    root: str | None
    signed_at: datetime | None
    cosignatures: list[Cosignature]
    proof: str | None


class ActFacts(Shape):
    """What the text of a leaf says, as far as the page shows it."""

    at: datetime
    act: str


class WitnessSeen(Shape):
    name: str
    size: int


class JournalAlarm(Shape):
    source: str
    problem: str
    detail: str
    since: datetime


class JournalStatus(Shape):
    name: str
    size: int
    signed_at: datetime | None
    stamped_at: datetime | None
    waiting: int
    lost: int
    witnesses: list[WitnessSeen]
    alarms: list[JournalAlarm]
