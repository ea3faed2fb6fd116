"""What waits for the one who acts."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape


class DeskRow(Shape):
    kind: str
    noun: str
    id: UUID
    number_and_symbol: str | None
    abstract: str
    other_party: str
    urgency: str
    deadline: date | None
    overdue: bool
    since: datetime


class DeskCount(Shape):
    kind: str
    count: int


class Desk(Shape):
    counts: list[DeskCount]
    overdue: int
    rows: list[DeskRow]
