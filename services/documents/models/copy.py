"""Electronic copies (bản sao): sao y, sao lục, trích sao (Decree 30/2020, articles 25-27)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.documents.errors import MoveRefused
from services.documents.models.states import CopyKind, CopyState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = CopyState


class DocumentCopy(SQLModel, table=True):
    """A copy of an issued or an incoming document, signed by the agency that copies.

    Its number belongs to it from the start: a copy that failed is tried again under it.
    """

    __tablename__ = "document_copy"
    __table_args__ = (
        UniqueConstraint("book_id", "year", "number"),
        CheckConstraint("(document_id IS NULL) <> (incoming_id IS NULL)", name="of_one_thing"),
        CheckConstraint("(state = 'made') = (digest IS NOT NULL)", name="made_has_a_file"),
        Index("ix_document_copy_register", "agency_id", text("started_at DESC"), text("id DESC")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id", description="who copies")
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    incoming_id: UUID | None = Field(default=None, foreign_key="incoming_document.id", index=True)
    kind: CopyKind = Field(sa_type=enum_type(CopyKind))
    pages: str = Field(max_length=200, description="of an extract: 1,3-4; else empty")
    purpose: str = Field(max_length=500, description="for whom or what the copy is made")
    original: str = Field(max_length=300, description="number, symbol and abstract copied from")
    book_id: UUID = Field(foreign_key="book.id")
    year: int
    number: int
    symbol: str = Field(max_length=30, description="e.g. SY-UBND")
    appointment_id: UUID = Field(foreign_key="appointment.id", description="who made it")
    credential_id: UUID = Field(foreign_key="credential.id")
    state: CopyState = Field(default=S.STARTED, sa_type=enum_type(CopyState))
    problem: str | None = Field(default=None, max_length=300)
    source_digest: str = Field(max_length=64)
    digest: str | None = Field(default=None, max_length=64)
    size: int | None = None
    page_count: int | None = None
    started_at: datetime = Field(sa_type=UtcDateTime)
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def number_and_symbol(self) -> str:
        """`05/SY-UBND`: a leading zero below 10 (Decree 30, appendix I, part II)."""
        return f"{self.number:02d}/{self.symbol}"

    def mark_made(self, *, digest: str, size: int, page_count: int, now: datetime) -> None:
        self._move(S.MADE, {S.STARTED})
        self.digest, self.size, self.page_count, self.made_at = digest, size, page_count, now

    def mark_waiting(self, problem: str | None) -> None:
        """For the agency's key at its clerk's machine; `problem`: what came of the last try."""
        self._move(S.WAITING, {S.STARTED})
        self.problem = problem and problem[:300]

    def mark_failed(self, problem: str) -> None:
        self._move(S.FAILED, {S.STARTED})
        self.problem = problem[:300]

    def mark_restarted(self, credential_id: UUID) -> None:
        self._move(S.STARTED, {S.WAITING, S.FAILED})
        self.problem, self.credential_id = None, credential_id

    def _move(self, to: CopyState, sources: set[CopyState]) -> None:
        if self.state not in sources:
            raise MoveRefused("document_copy", self.state, to)
        self.state = to
