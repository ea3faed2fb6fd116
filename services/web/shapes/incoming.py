"""Incoming documents and their tasks."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Comment, Officer, Verdict


class IncomingRow(Shape):
    id: UUID
    state: str
    arrival_number: int | None
    arrived_at: datetime
    number_and_symbol: str
    issued_on: date
    abstract: str
    urgency: str
    sender_name: str
    medium: str
    verdict: str | None
    lead_name: str | None
    deadline: date | None


class Task(Shape):
    id: UUID
    incoming_id: UUID
    officer: Officer
    assigned_by: Officer
    role: str
    instruction: str
    deadline: date | None
    state: str
    version: int
    assigned_at: datetime
    ended_at: datetime | None
    actions: list[str]


class Reply(Shape):
    id: UUID
    abstract: str
    number_and_symbol: str | None
    state: str


class IncomingRead(Shape):
    id: UUID
    state: str
    version: int
    sender_name: str
    number_and_symbol: str
    issued_on: date
    type_name: str
    abstract: str
    urgency: str
    due_date: date | None
    medium: str
    purpose: str
    digest: str | None
    pages: int | None
    verdict: str | None
    verdict_facts: Verdict | None
    arrived_at: datetime
    year: int | None
    arrival_number: int | None
    registered_at: datetime | None
    completed_at: datetime | None
    tasks: list[Task]
    comments: list[Comment]
    replies: list[Reply]
    actions: list[str]

    @property
    def is_busy(self) -> bool:
        """The signatures of a document with a file are still being examined."""
        return self.medium == "electronic" and self.verdict is None and self.state == "arrived"
