"""Incoming documents and their tasks."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Attachment, Comment, Officer, Verdict

_ORDER = ("lead", "coordinate", "inform")


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
    incoming_id: UUID | None
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

    @property
    def is_asked(self) -> bool:
        own = not {"accept", "start", "report"}.isdisjoint(self.actions)
        return own or (self.state == "reported" and bool(self.actions))


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
    attachments: list[Attachment]
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
    def tasks_in_order(self) -> list[Task]:
        """Who leads first, then who coordinates, then who is informed."""
        return sorted(self.tasks, key=lambda task: _ORDER.index(task.role))

    @property
    def asked(self) -> list[Task]:
        """The tasks that wait for the one who looks: one's own, and reports to be judged."""
        return [task for task in self.tasks_in_order if task.is_asked]

    @property
    def is_busy(self) -> bool:
        """The signatures of a document with a file are still being examined."""
        waits = self.verdict is None or any(one.verdict is None for one in self.attachments)
        return self.medium == "electronic" and waits and self.state == "arrived"
