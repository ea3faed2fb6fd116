"""Recordings of a meeting, and notes of one's own."""

from datetime import datetime
from uuid import UUID

from services.web.shapes.shape import Shape


class Gap(Shape):
    """Nothing was written in between."""

    since: datetime
    until: datetime


class Recording(Shape):
    """`progress`: of its joining into one file, in percent."""

    id: UUID
    state: str
    started_at: datetime
    stopped_at: datetime | None
    progress: int
    size: int | None
    keep_until: datetime | None
    gaps: list[Gap]
    hold_reason: str | None
    failure: str | None

    @property
    def is_kept(self) -> bool:
        return self.state == "stored"

    @property
    def waits(self) -> bool:
        """It becomes something else by itself."""
        return self.state in {"running", "stopped", "joining"}


class FailedRecording(Shape):
    id: UUID
    meeting_title: str
    started_at: datetime
    failure: str | None


class Note(Shape):
    id: UUID
    item_id: UUID
    document_id: UUID | None
    page: int | None
    text: str
    at: datetime
