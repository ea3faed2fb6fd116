"""Many signatures confirmed at once: what was confirmed, and what came of each."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type


class BatchRefusal(StrEnum):
    """Why a document of a batch was not begun; the codes of problem+json for one document."""

    NOT_FOUND = "not-found"
    NOT_ALLOWED = "not-allowed"
    CHANGED = "changed-meanwhile"
    MOVE_REFUSED = "move-refused"
    UNDER_WAY = "signing-under-way"
    KEY_ELSEWHERE = "key-elsewhere"
    CREDENTIAL_MISSING = "credential-missing"


class SigningBatch(SQLModel, table=True):
    """One confirmation. Nothing hangs on it but the view of it: each signature is its own."""

    __tablename__ = "signing_batch"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    appointment_id: UUID = Field(foreign_key="appointment.id", index=True)
    confirmed_at: datetime = Field(sa_type=UtcDateTime)


class SigningBatchItem(SQLModel, table=True):
    """A document as it was confirmed; either a signature was begun, or it was refused.

    `document_id` names what the confirmation named, whether or not there is such a document.
    """

    __tablename__ = "signing_batch_item"
    __table_args__ = (
        CheckConstraint("(signing_id IS NULL) <> (refusal IS NULL)", name="begun_or_refused"),
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="signing_batch.id")
    position: int = Field(primary_key=True, description="from 1, as confirmed")
    document_id: UUID
    document_version: int = Field(description="the version that was confirmed")
    signing_id: UUID | None = Field(default=None, foreign_key="signing.id", unique=True)
    refusal: BatchRefusal | None = Field(default=None, sa_type=enum_type(BatchRefusal))
