"""Many signatures with one confirmation."""

from datetime import datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Officer


class DocumentToSign(Shape):
    id: UUID
    version: int
    type_name: str
    abstract: str
    urgency: str
    pages: int | None
    attachments: int
    drafter: Officer
    approved_by: Officer | None


class DocumentsToSign(Shape):
    total: int
    items: list[DocumentToSign]


class BatchItem(Shape):
    position: int
    document_id: UUID
    state: str
    refusal: str | None
    type_name: str | None
    abstract: str | None


class SigningBatch(Shape):
    id: UUID
    confirmed_at: datetime
    counts: dict[str, int]
    items: list[BatchItem]
