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
    id: UUID
    at: datetime
    act: str
    full_name: str | None
    position: str | None
    agency_name: str | None
    details: dict[str, Any]


class RevocationFacts(Shape):
    """Who said whether a certificate was revoked, and when."""

    source: str
    origin: str
    at: datetime
    revoked_at: datetime | None = None


class CertificateFacts(Shape):
    """One certificate of a chain, the signer's own first."""

    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    is_anchor: bool = False
    revocation: RevocationFacts | None = None


class TimeStampFacts(Shape):
    time: datetime
    authority: str
    trusted: bool


class SignatureFacts(Shape):
    """One signature of a PDF as separate facts; verdicts kept earlier lack the newer ones."""

    field: str = ""
    purpose: str = "other"
    is_document_timestamp: bool = False
    indication: str = ""
    sub_indication: str | None = None
    integrity: str = ""
    signer: str = ""
    organisation: str = ""
    serial: str = ""
    signed_at: datetime | None = None
    has_timestamp: bool = False
    timestamp: TimeStampFacts | None = None
    level: str | None = None
    algorithm: str = ""
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    revoked: bool | None = None
    revocation_checked: bool = False
    chain: tuple[CertificateFacts, ...] = ()
    changed_after: str = "content"
    changes: tuple[str, ...] = ()
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


class PagePair(Shape):
    """A page as it was signed and as it is now, PNG in base64; empty where there is none."""

    page: int
    signed: str
    final: str


class Comparison(Shape):
    signed_pages: int
    final_pages: int
    changed_pages: list[int]
    pairs: list[PagePair]


class Verdict(Shape):
    """`outcome` is valid, invalid or undetermined; `reason` a code with a sentence in our words."""

    outcome: str
    reason: str
    integrity: str = ""
    indication: str | None = None
    sub_indication: str | None = None
    signatures: tuple[SignatureFacts, ...] = ()
    comparison: Comparison | None = None
