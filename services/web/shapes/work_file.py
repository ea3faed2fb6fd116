"""Work files (hồ sơ công việc)."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Officer


class WorkFileRow(Shape):
    id: UUID
    symbol: str
    title: str
    year: int
    state: str
    holder_name: str
    documents: int
    paper_steps: int
    opened_at: datetime
    closed_at: datetime | None


class Item(Shape):
    document_id: UUID | None
    incoming_id: UUID | None
    number_and_symbol: str | None
    abstract: str
    medium: str
    added_at: datetime


class Step(Shape):
    officer: Officer
    description: str
    medium: str
    done_on: date


class WorkFileRead(Shape):
    id: UUID
    symbol: str
    title: str
    retention_years: int | None
    year: int
    state: str
    version: int
    holder: Officer
    opened_at: datetime
    closed_at: datetime | None
    items: list[Item]
    steps: list[Step]
    may_change: bool
