"""The outgoing document, its files, receivers and comments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.documents.errors import MoveRefused
from services.documents.models.states import (
    CommentKind,
    DocumentState,
    FileRole,
    FileState,
    ReceiverPurpose,
    Urgency,
)
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = DocumentState
#: On the way to a leader's signature.
RETURNABLE = (S.IN_REVIEW, S.APPROVED, S.SIGNED_BY_SECRETARY)
COMMENTABLE = (S.RETURNED, *RETURNABLE)
CANCELLABLE = (S.DRAFT, *COMMENTABLE)


class DocumentBase(SQLModel):
    """What its author says of a document (Decree 30, appendix VI, part II)."""

    type_code: str = Field(max_length=10, description="abbreviation of the type, CV for công văn")
    abstract: str = Field(min_length=1, max_length=500, description="trích yếu")
    urgency: Urgency = Field(sa_type=enum_type(Urgency))
    due_date: date | None = Field(description="when receivers shall have answered")
    note: str = Field(max_length=500)


class Document(DocumentBase, table=True):
    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint(
            "book_id", "year", "number", postgresql_include=["id", "issued_on", "state"]
        ),
        CheckConstraint(
            "(number IS NULL) = (year IS NULL) AND (number IS NULL) = (issued_on IS NULL)",
            name="number_year_and_date_together",
        ),
        CheckConstraint(
            "number IS NOT NULL OR state NOT IN ('numbered', 'sealed', 'issued')",
            name="numbered_before_issue",
        ),
        CheckConstraint(
            "secretary_appointment_id <> signer_appointment_id", name="two_sign_minutes"
        ),
        CheckConstraint(
            "secretary_appointment_id IS NOT NULL OR state <> 'signed_by_secretary'",
            name="secretary_is_named",
        ),
        Index("ix_document_agency_id_changed_at", "agency_id", text("changed_at DESC"), "id"),
        Index("ix_document_drafter", "drafter_appointment_id", text("changed_at DESC")),
        Index("ix_document_agency_id_state", "agency_id", "state"),
        Index(
            "ix_document_folded_trgm",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id")
    department_id: UUID = Field(foreign_key="department.id")
    drafter_appointment_id: UUID = Field(foreign_key="appointment.id")
    reviewer_appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    signer_appointment_id: UUID = Field(foreign_key="appointment.id")
    secretary_appointment_id: UUID | None = Field(
        default=None, foreign_key="appointment.id", description="of minutes: signs before the chair"
    )
    kept_only: bool = Field(
        default=False, description="goes to no other agency: under Nơi nhận stands Lưu alone"
    )
    reply_to_id: UUID | None = Field(
        default=None,
        index=True,
        # An incoming document comes of a document: one of the two has to be added afterwards.
        sa_column_args=(ForeignKey("incoming_document.id", use_alter=True),),
    )
    state: DocumentState = Field(default=S.DRAFT, sa_type=enum_type(DocumentState))
    version: int = Field(default=1, description="counts changes; the ETag")
    book_id: UUID | None = Field(default=None, foreign_key="book.id")
    year: int | None = None
    number: int | None = None
    symbol: str = Field(max_length=30, description="e.g. KH-UBND")
    issued_on: date | None = Field(default=None, description="day in Vietnam")
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    folded: str = Field(description="abstract and number without diacritics, for search")

    @property
    def number_and_symbol(self) -> str | None:
        """`05/KH-UBND`: a leading zero below 10 (Decree 30, appendix I, II.3)."""
        return None if self.number is None else f"{self.number:02d}/{self.symbol}"

    @property
    def is_changeable(self) -> bool:
        return self.state in {S.DRAFT, S.RETURNED}

    @property
    def next_signer(self) -> UUID | None:
        """Whose signature is next, if it is an official's."""
        if self.state is S.APPROVED:
            return self.secretary_appointment_id or self.signer_appointment_id
        return self.signer_appointment_id if self.state is S.SIGNED_BY_SECRETARY else None

    def mark_submitted(self, reviewer: UUID, *, now: datetime) -> None:
        self._move(S.IN_REVIEW, {S.DRAFT, S.RETURNED}, now)
        self.reviewer_appointment_id = reviewer

    def mark_returned(self, *, now: datetime) -> None:
        self._move(S.RETURNED, set(RETURNABLE), now)

    def mark_approved(self, *, now: datetime) -> None:
        self._move(S.APPROVED, {S.IN_REVIEW}, now)

    def mark_signed_by_secretary(self, *, now: datetime) -> None:
        self._move(S.SIGNED_BY_SECRETARY, {S.APPROVED}, now)

    def mark_signed(self, *, now: datetime) -> None:
        before = S.SIGNED_BY_SECRETARY if self.secretary_appointment_id else S.APPROVED
        self._move(S.SIGNED, {before}, now)
        self.signed_at = now

    def mark_numbered(
        self, *, book_id: UUID, year: int, number: int, issued_on: date, now: datetime
    ) -> None:
        self._move(S.NUMBERED, {S.SIGNED}, now)
        self.book_id, self.year, self.number, self.issued_on = book_id, year, number, issued_on

    def mark_sealed(self, *, now: datetime) -> None:
        self._move(S.SEALED, {S.NUMBERED}, now)

    def mark_issued(self, *, now: datetime) -> None:
        self._move(S.ISSUED, {S.SEALED}, now)
        self.issued_at = now

    def mark_cancelled(self, *, now: datetime) -> None:
        self._move(S.CANCELLED, set(CANCELLABLE), now)

    def touch(self, *, now: datetime) -> None:
        """Count a change that is not a move."""
        self.version += 1
        self.changed_at = now

    def _move(self, to: DocumentState, sources: set[DocumentState], now: datetime) -> None:
        if self.state not in sources:
            raise MoveRefused("document", self.state, to)
        self.state = to
        self.touch(now=now)


class DocumentFile(SQLModel, table=True):
    """One file of a document. Every signature makes a new row; none is changed.

    An attachment is told by its file name: revision 1 is what was uploaded, 2 carries the
    agency's signature.
    """

    __tablename__ = "document_file"
    __table_args__ = (
        UniqueConstraint("document_id", "role", "revision", "filename"),
        CheckConstraint(
            "(position IS NOT NULL) = (role = 'attachment')", name="attachments_are_in_order"
        ),
        Index("ix_document_file_digest", "digest"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    document_id: UUID = Field(foreign_key="document.id", index=True)
    role: FileRole = Field(sa_type=enum_type(FileRole))
    revision: int = Field(description="1, 2, ... per document and role; attachments per name")
    position: int | None = Field(default=None, description="of an attachment, from 1")
    filename: str = Field(max_length=255)
    media_type: str = Field(max_length=100)
    digest: str | None = Field(default=None, max_length=64, description="None while converting")
    size: int
    pages: int | None = None
    state: FileState = Field(sa_type=enum_type(FileState))
    problem: str | None = Field(default=None, max_length=200)
    added_at: datetime = Field(sa_type=UtcDateTime)


class Receiver(SQLModel, table=True):
    """An agency under Nơi nhận."""

    __tablename__ = "receiver"

    document_id: UUID = Field(primary_key=True, foreign_key="document.id")
    agency_id: UUID = Field(primary_key=True, foreign_key="agency.id")
    purpose: ReceiverPurpose = Field(sa_type=enum_type(ReceiverPurpose))


class Comment(SQLModel, table=True):
    """What somebody said of a document or an incoming document, in order and unchangeable."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("(document_id IS NULL) <> (incoming_id IS NULL)", name="about_one_thing"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    incoming_id: UUID | None = Field(default=None, foreign_key="incoming_document.id", index=True)
    appointment_id: UUID = Field(foreign_key="appointment.id")
    kind: CommentKind = Field(sa_type=enum_type(CommentKind))
    text: str = Field(max_length=4000)
    page: int | None = Field(default=None, description="the page it speaks of, from 1")
    at: datetime = Field(sa_type=UtcDateTime)


class ReceiverGroup(SQLModel, table=True):
    """A saved list of receivers of one agency (nhóm nơi nhận)."""

    __tablename__ = "receiver_group"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id")
    name: str = Field(max_length=100)
    version: int = 1


class ReceiverGroupMember(SQLModel, table=True):
    __tablename__ = "receiver_group_member"

    group_id: UUID = Field(primary_key=True, foreign_key="receiver_group.id", ondelete="CASCADE")
    agency_id: UUID = Field(primary_key=True, foreign_key="agency.id")
