"""Small shapes that several others hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.documents.models.states import (
    CommentKind,
    DeliveryState,
    FileRole,
    FileState,
    Medium,
    ReceiverPurpose,
    SigningAgent,
    SigningPurpose,
    SigningState,
)
from services.people import AgencyRead, OfficerRead
from services.text import Text


class FileRead(BaseModel):
    id: UUID
    role: FileRole
    revision: int
    filename: str
    media_type: str
    digest: str | None
    size: int
    pages: int | None
    state: FileState
    problem: str | None
    added_at: datetime


class AttachmentRead(BaseModel):
    """A file beside the document; `is_sealed`: it carries the agency's signature."""

    number: int
    filename: str
    digest: str | None
    size: int
    pages: int | None
    state: FileState
    problem: str | None
    added_at: datetime
    is_sealed: bool
    verdict: dict[str, Any] | None


class AttachmentOrder(BaseModel):
    """The present numbers of all attachments, in the order they shall have."""

    numbers: list[int] = Field(max_length=100)


class CommentRead(BaseModel):
    id: UUID
    author: OfficerRead
    kind: CommentKind
    text: str
    page: int | None
    at: datetime


class SigningRead(BaseModel):
    id: UUID
    purpose: SigningPurpose
    state: SigningState
    problem: str | None
    agent: SigningAgent | None = Field(description="what reaches its key; None: the server")
    started_at: datetime
    ended_at: datetime | None


class DeliveryEventRead(BaseModel):
    state: DeliveryState
    code: str | None
    reason: str | None
    at: datetime


class DeliveryRead(BaseModel):
    """`events` oldest first; `state` is the newest one's."""

    id: UUID
    medium: Medium
    state: DeliveryState
    at: datetime
    events: list[DeliveryEventRead]


class ReceiverRead(BaseModel):
    """`delivery` is None before issue."""

    agency: AgencyRead
    purpose: ReceiverPurpose
    delivery: DeliveryRead | None


class CommentCreate(BaseModel):
    text: Text = Field(min_length=1, max_length=4000)
    page: int | None = Field(default=None, ge=1)


class ReasonCode(BaseModel):
    """A machine code, such as `user-cancelled`."""

    reason: str = Field(max_length=60, pattern=r"^[a-z0-9-]+$")
