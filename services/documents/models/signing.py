"""Signatures under way, and what was found out about a file's signatures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from services.documents.errors import MoveRefused
from services.documents.models.states import SigningPurpose, SigningState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type


class Signing(SQLModel, table=True):
    """start -> job -> complete, abort or expire. At most one is under way for a document or copy.

    A copy has one only where the agency's key lies with its clerk; else its own state tells all.
    """

    __tablename__ = "signing"
    __table_args__ = (
        Index(
            "uq_signing_under_way",
            "document_id",
            unique=True,
            postgresql_where=text("state = 'started'"),
        ),
        Index(
            "uq_signing_of_copy_under_way",
            "copy_id",
            unique=True,
            postgresql_where=text("state = 'started'"),
        ),
        CheckConstraint("(document_id IS NULL) <> (copy_id IS NULL)", name="of_one_thing"),
        CheckConstraint("(purpose = 'copy') = (copy_id IS NOT NULL)", name="copy_has_its_purpose"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    copy_id: UUID | None = Field(default=None, foreign_key="document_copy.id", index=True)
    purpose: SigningPurpose = Field(sa_type=enum_type(SigningPurpose))
    appointment_id: UUID = Field(foreign_key="appointment.id", description="who asked for it")
    credential_id: UUID = Field(foreign_key="credential.id")
    place: dict[str, Any] | None = Field(
        default=None, sa_type=JSONB, description="chosen by hand for the leader's signature"
    )
    state: SigningState = Field(default=SigningState.STARTED, sa_type=enum_type(SigningState))
    problem: str | None = Field(default=None, max_length=300)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> tuple[str, UUID]:
        """What is signed, as the journal names it."""
        if self.copy_id is not None:
            return "document_copy", self.copy_id
        if self.document_id is None:
            raise LookupError(f"signature {self.id} is of nothing")
        return "document", self.document_id

    def mark_completed(self, *, now: datetime) -> None:
        self._end(SigningState.COMPLETED, now)

    def mark_aborted(self, problem: str, *, now: datetime) -> None:
        self._end(SigningState.ABORTED, now)
        self.problem = problem[:300]

    def mark_expired(self, *, now: datetime) -> None:
        self._end(SigningState.EXPIRED, now)

    def _end(self, to: SigningState, now: datetime) -> None:
        if self.state is not SigningState.STARTED:
            raise MoveRefused("signing", self.state, to)
        self.state = to
        self.ended_at = now


class FileVerdict(SQLModel, table=True):
    """The newest verdict on a file's signatures; thirteen receivers of one file share one check."""

    __tablename__ = "file_verdict"

    digest: str = Field(primary_key=True, max_length=64)
    outcome: str = Field(max_length=20, description="valid, invalid or undetermined")
    verdict: dict[str, Any] = Field(sa_type=JSONB)
    at: datetime = Field(sa_type=UtcDateTime)
