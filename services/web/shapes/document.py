"""Outgoing documents."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Agency, Attachment, Comment, Officer, Verdict


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


class Signing(Shape):
    id: UUID
    purpose: str
    state: str
    problem: str | None
    agent: str | None


class SigningKey(Shape):
    """`place` is client where the key lies on the official's own machine."""

    place: str | None
    agents: list[str]
    sign_service_url: str


class IncomingBrief(Shape):
    id: UUID
    number_and_symbol: str
    abstract: str
    sender_name: str


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
    reply_to: IncomingBrief | None
    files: list[DocumentFile]
    attachments: list[Attachment]
    receivers: list[Receiver]
    comments: list[Comment]
    signing: Signing | None
    verdict: Verdict | None
    actions: list[str]

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
