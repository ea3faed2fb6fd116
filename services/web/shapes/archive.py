"""How issued documents are kept provable."""

from datetime import datetime
from uuid import UUID

from services.web.shapes.shape import Shape


class ArchiveAlarm(Shape):
    document_id: UUID
    number_and_symbol: str | None
    abstract: str
    reached: str
    protected_until: datetime | None
    problem: str | None


class ArchiveOverview(Shape):
    levels: dict[str, int]
    first_end: datetime | None
    alarms: list[ArchiveAlarm]
