"""Outgoing documents."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.incoming import Task
from services.web.shapes.shape import Shape
from services.web.shapes.shared import Agency, Attachment, Comment, Officer, Verdict
from services.web.shapes.signing import Signing


class DocumentType(Shape):
    code: str
    name: str


class DocumentRow(Shape):
    id: UUID
    state: str
    type_name: str
    number_and_symbol: str | None
    issued_on: date | None
    abstract: str
    urgency: str
    drafter_name: str
    signer_name: str
    receivers: int
    registered: int
    refused: int
    changed_at: datetime


class DocumentFile(Shape):
    role: str
    revision: int
    filename: str
    size: int
    pages: int | None
    state: str
    problem: str | None


class DeliveryEvent(Shape):
    state: str
    code: str | None
    reason: str | None
    at: datetime


class Delivery(Shape):
    medium: str
    state: str
    at: datetime
    events: list[DeliveryEvent]


class Receiver(Shape):
    agency: Agency
    purpose: str
    delivery: Delivery | None


class IncomingBrief(Shape):
    id: UUID
    number_and_symbol: str
    abstract: str
    sender_name: str


class Request(Shape):
    """What the document asks of an agency; `tasks` of its own agency alone."""

    id: UUID
    agency: Agency
    text: str
    due_on: date | None
    tasks: list[Task]
    may_assign: bool


class DocumentRead(Shape):
    id: UUID
    state: str
    version: int
    type_code: str
    type_name: str
    abstract: str
    urgency: str
    due_date: date | None
    note: str
    symbol: str
    number_and_symbol: str | None
    issued_on: date | None
    signed_at: datetime | None
    issued_at: datetime | None
    created_at: datetime
    agency: Agency
    drafter: Officer
    reviewer: Officer | None
    signer: Officer
    secretary: Officer | None
    kept_only: bool
    reply_to: IncomingBrief | None
    files: list[DocumentFile]
    attachments: list[Attachment]
    receivers: list[Receiver]
    requests: list[Request]
    comments: list[Comment]
    signing: Signing | None
    verdict: Verdict | None
    actions: list[str]

    @property
    def next_signer(self) -> Officer:
        """Of minutes the secretary, until they have signed; then the chair."""
        return self.secretary if self.secretary and self.state == "approved" else self.signer

    @property
    def has_tasks_for_reader(self) -> bool:
        return any(task.actions for request in self.requests for task in request.tasks)

    @property
    def main_file(self) -> DocumentFile | None:
        """The newest PDF, ready or being made."""
        found = [file for file in self.files if file.role == "main"]
        return max(found, key=lambda file: file.revision) if found else None

    @property
    def is_busy(self) -> bool:
        """Something is being made that a person waits for."""
        signing = self.signing is not None and self.signing.state == "started"
        file = self.main_file
        beside = any(one.state == "converting" for one in self.attachments)
        return signing or beside or (file is not None and file.state == "converting")

    @property
    def is_being_sent(self) -> bool:
        """Issued, and not yet with every receiver."""
        return any(
            one.delivery and one.delivery.state in {"queued", "sent"} for one in self.receivers
        )

    @property
    def is_travelling(self) -> bool:
        """Receivers still have to answer."""
        return any(one.delivery and one.delivery.state != "completed" for one in self.receivers)


class ReceiverGroup(Shape):
    id: UUID
    name: str
    version: int
    members: list[Agency]
