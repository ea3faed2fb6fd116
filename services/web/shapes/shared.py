"""Small shapes that several others hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.web.shapes.shape import Shape


class Agency(Shape):
    id: UUID
    code: str
    name: str


class Officer(Shape):
    appointment_id: UUID
    full_name: str
    position: str
    department: str


class Comment(Shape):
    author: Officer
    kind: str
    text: str
    page: int | None
    at: datetime


class HistoryLine(Shape):
    at: datetime
    act: str
    full_name: str | None
    position: str | None
    agency_name: str | None
    details: dict[str, Any]


class SignatureFacts(Shape):
    """One signature of a PDF as separate facts."""

    purpose: str = "other"
    is_document_timestamp: bool = False
    signer: str = ""
    organisation: str = ""
    signed_at: datetime | None = None
    has_timestamp: bool = False
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    revoked: bool | None = None
    revocation_checked: bool = False
    changed_after: str = "other"
    problems: tuple[str, ...] = ()


class Attachment(Shape):
    """A file beside a document."""

    number: int
    filename: str
    size: int
    pages: int | None
    state: str
    problem: str | None
    is_sealed: bool
    verdict: "Verdict | None"


class Verdict(Shape):
    """`outcome` is valid, invalid or undetermined; `reason` a code with a sentence in our words."""

    outcome: str
    reason: str
    signatures: tuple[SignatureFacts, ...] = ()
