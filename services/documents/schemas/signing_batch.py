"""Shapes of batches: many signatures with one confirmation."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from services.documents.models.states import DocumentState, Urgency
from services.people import OfficerRead

MOST_DOCUMENTS = 200


class BatchDocument(BaseModel):
    """A document and its version as the leader has seen them."""

    id: UUID
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class SigningBatchCreate(BaseModel):
    documents: Annotated[list[BatchDocument], Field(min_length=1, max_length=MOST_DOCUMENTS)]

    @field_validator("documents")
    @classmethod
    def each_once(cls, documents: list[BatchDocument]) -> list[BatchDocument]:
        if len({one.id for one in documents}) < len(documents):
            raise ValueError("a document is named twice")
        return documents


class BatchItemState(StrEnum):
    """`refused`: not begun; the others are those of the signature."""

    REFUSED = "refused"
    STARTED = "started"
    COMPLETED = "completed"
    ABORTED = "aborted"
    EXPIRED = "expired"


class BatchItemRead(BaseModel):
    """`refusal` is a problem code; `problem` what a signature ended with. Texts: if visible."""

    position: int
    document_id: UUID
    document_version: int
    state: BatchItemState
    refusal: str | None
    problem: str | None
    ended_at: datetime | None
    type_name: str | None
    abstract: str | None
    document_state: DocumentState | None


class SigningBatchRead(BaseModel):
    """`counts` has every state; it has ended when none is `started`."""

    id: UUID
    confirmed_at: datetime
    counts: dict[BatchItemState, int]
    items: list[BatchItemRead]


class DocumentToSign(BaseModel):
    """What a leader has to know to confirm; `approved_by` is the reviewer."""

    id: UUID
    version: int
    type_name: str
    abstract: str
    urgency: Urgency
    pages: int | None
    attachments: int
    drafter: OfficerRead
    approved_by: OfficerRead | None
    changed_at: datetime


class DocumentsToSign(BaseModel):
    """The oldest of those that wait for the actor's signature, at most one batch."""

    total: int
    items: list[DocumentToSign]
