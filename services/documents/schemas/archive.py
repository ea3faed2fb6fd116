"""What is told of the long-term levels."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from signing.verdicts import Level


class ArchiveAlarm(BaseModel):
    """A document that needs somebody: `problem` is a machine code, with its subject."""

    document_id: UUID
    number_and_symbol: str | None
    abstract: str
    level: Level
    reached: Level
    protected_until: datetime | None
    failures: int
    problem: str | None


class ArchiveOverview(BaseModel):
    """Counts by the level reached; `first_end` is when the first time stamp ends."""

    levels: dict[Level, int]
    first_end: datetime | None
    alarms: list[ArchiveAlarm]
