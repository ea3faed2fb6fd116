"""Shapes of outgoing documents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from services.documents.models.document import DocumentBase
from services.documents.models.states import DocumentState, ReceiverPurpose, Urgency
from services.documents.schemas.request import DocumentRequestRead
from services.documents.schemas.shared import (
    AttachmentRead,
    CommentRead,
    FileRead,
    ReceiverRead,
    SigningRead,
)
from services.documents.types import DOCUMENT_TYPES
from services.people import AgencyRead, OfficerRead
from services.secrecy import Secrecy
from services.text import Line, Text

MAX_RECEIVERS = 500


class DocumentAction(StrEnum):
    """What the actor may do with the document now; a page shows exactly these."""

    CHANGE = "change"
    SUBMIT = "submit"
    COMMENT = "comment"
    RETURN = "return"
    APPROVE = "approve"
    SIGN = "sign"
    ISSUE = "issue"
    CANCEL = "cancel"


class ReceiverChoice(BaseModel):
    agency_id: UUID
    purpose: ReceiverPurpose = ReceiverPurpose.ACTING


def _known_type(code: str) -> str:
    if code not in DOCUMENT_TYPES:
        raise ValueError("not a document type of Decree 30/2020, article 7")
    return code


class DocumentCreate(BaseModel):
    """A new draft. `secrecy` is asked only so that a marked document is refused by name."""

    type_code: Annotated[str, Field(max_length=10)]
    abstract: Annotated[Text, Field(min_length=1, max_length=500)]
    urgency: Urgency = Urgency.NORMAL
    secrecy: Secrecy = Secrecy.NONE
    due_date: date | None = None
    note: Annotated[Text, Field(max_length=500)] = ""
    kept_only: bool = False
    signer_appointment_id: UUID
    secretary_appointment_id: UUID | None = None
    receivers: Annotated[list[ReceiverChoice], Field(max_length=MAX_RECEIVERS)] = []
    reply_to_id: UUID | None = None

    _type = field_validator("type_code")(_known_type)


class MeetingOffer(BaseModel):
    """The item of a meeting's agenda that a document shall lie beside."""

    meeting_id: UUID
    item_id: UUID


class DocumentUpdate(BaseModel):
    """Only the fields that are sent are changed."""

    type_code: Annotated[str, Field(max_length=10)] | None = None
    abstract: Annotated[Text, Field(min_length=1, max_length=500)] | None = None
    urgency: Urgency | None = None
    secrecy: Secrecy = Secrecy.NONE
    due_date: date | None = None
    note: Annotated[Text, Field(max_length=500)] | None = None
    kept_only: bool | None = None
    signer_appointment_id: UUID | None = None
    secretary_appointment_id: UUID | None = None
    receivers: Annotated[list[ReceiverChoice] | None, Field(max_length=MAX_RECEIVERS)] = None

    @field_validator("type_code")
    @classmethod
    def known_type(cls, code: str | None) -> str | None:
        return None if code is None else _known_type(code)


class SubmitForReview(BaseModel):
    reviewer_appointment_id: UUID
    text: Text = Field(default="", max_length=4000)


class Approval(BaseModel):
    text: Text = Field(default="", max_length=4000)


class DocumentRow(BaseModel):
    """A line of the register of outgoing documents."""

    id: UUID
    state: DocumentState
    type_code: str
    type_name: str
    number_and_symbol: str | None
    issued_on: date | None
    abstract: str
    urgency: Urgency
    drafter_name: str
    signer_name: str
    receivers: int
    registered: int
    refused: int
    changed_at: datetime


class IncomingBrief(BaseModel):
    id: UUID
    number_and_symbol: str
    abstract: str
    sender_name: str


class DocumentRead(DocumentBase):
    """Everything a person needs on the document's page."""

    id: UUID
    state: DocumentState
    version: int
    type_name: str
    symbol: str
    number: int | None
    number_and_symbol: str | None
    issued_on: date | None
    signed_at: datetime | None
    issued_at: datetime | None
    created_at: datetime
    changed_at: datetime
    agency: AgencyRead
    drafter: OfficerRead
    reviewer: OfficerRead | None
    signer: OfficerRead
    secretary: OfficerRead | None = Field(description="of minutes: signs before the chair")
    kept_only: bool
    reply_to: IncomingBrief | None
    files: list[FileRead]
    attachments: list[AttachmentRead]
    receivers: list[ReceiverRead]
    requests: list[DocumentRequestRead] = Field(description="what it asks of whom")
    comments: list[CommentRead]
    signing: SigningRead | None = Field(description="the newest signature under way or ended")
    verdict: dict[str, Any] | None = Field(description="newest verdict on the current PDF")
    actions: list[DocumentAction]


class SigningStarted(BaseModel):
    """A signature was begun; a job makes it, and the document says when it has ended.

    Small on purpose: who issues from the same book waits until this answer is written.
    """

    id: UUID
    state: DocumentState
    version: int
    number: int | None
    number_and_symbol: str | None
    issued_on: date | None
    signing: SigningRead


class ReceiverGroupSave(BaseModel):
    name: Line = Field(min_length=1, max_length=100)
    agency_ids: list[UUID] = Field(min_length=1, max_length=MAX_RECEIVERS)


class ReceiverGroupRead(BaseModel):
    id: UUID
    name: str
    version: int
    members: list[AgencyRead]


class DocumentTypeRead(BaseModel):
    code: str
    name: str
