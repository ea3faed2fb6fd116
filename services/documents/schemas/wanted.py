"""What another service says of a document it wants drafted (event `*.document_wanted`)."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from services.documents.administrative import Block, Text
from services.documents.models.states import ReceiverPurpose


class WantedReceiver(BaseModel):
    agency_id: UUID
    purpose: ReceiverPurpose


class WantedRequest(BaseModel):
    """What the document asks of one of its receivers."""

    agency_id: UUID
    text: str = Field(max_length=2000)
    due_on: date | None


class WantedDocument(BaseModel):
    """`subject_id`: what the one who wants it calls its wish; it comes back in every event."""

    kind: str
    subject_id: UUID
    type_code: str
    abstract: str = Field(max_length=500)
    drafter_appointment_id: UUID
    signer_appointment_id: UUID
    secretary_appointment_id: UUID | None
    kept_only: bool
    receivers: list[WantedReceiver]
    receivers_printed: list[Text]
    due_date: date | None
    blocks: tuple[Block, ...]
    requests: list[WantedRequest]
