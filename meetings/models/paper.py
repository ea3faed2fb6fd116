"""Documents that come of a meeting: invitation, minutes, conclusion notice; and the mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from meetings.errors import MoveRefused
from meetings.models.states import MailMethod, MailState, PaperKind, PaperState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = PaperState


class MeetingPaper(SQLModel, table=True):
    """What was asked of the document service, and what became of it there."""

    __tablename__ = "meeting_paper"
    __table_args__ = (
        # One of a kind at a time; after it is issued another may follow (a changed invitation).
        Index(
            "ix_meeting_paper_one_under_way",
            "meeting_id",
            "kind",
            unique=True,
            postgresql_where=text("state IN ('wanted', 'drafted')"),
        ),
        CheckConstraint(
            "document_id IS NOT NULL OR state NOT IN ('drafted', 'issued')",
            name="drafted_has_a_document",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    kind: PaperKind = Field(sa_type=enum_type(PaperKind))
    state: PaperState = Field(default=S.WANTED, sa_type=enum_type(PaperState))
    document_id: UUID | None = Field(default=None, description="of the document service")
    number_and_symbol: str | None = Field(default=None, max_length=50)
    problem: str | None = Field(default=None, max_length=300)
    wanted_by_id: UUID = Field(foreign_key="appointment.id")
    wanted_at: datetime = Field(sa_type=UtcDateTime)
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def mark_drafted(self, document_id: UUID) -> None:
        self._move(S.DRAFTED, {S.WANTED})
        self.document_id = document_id

    def mark_issued(self, number_and_symbol: str, *, at: datetime) -> None:
        self._move(S.ISSUED, {S.DRAFTED})
        self.number_and_symbol, self.issued_at = number_and_symbol, at

    def mark_failed(self, problem: str) -> None:
        self._move(S.FAILED, {S.WANTED})
        self.problem = problem[:300]

    def mark_cancelled(self) -> None:
        self._move(S.CANCELLED, {S.WANTED, S.DRAFTED})

    def _move(self, to: PaperState, sources: set[PaperState]) -> None:
        if self.state not in sources:
            raise MoveRefused("meeting_paper", self.state, to)
        self.state = to


class MeetingMail(SQLModel, table=True):
    """One message to one address, with the calendar object of RFC 5545."""

    __tablename__ = "meeting_mail"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    seat_id: UUID | None = Field(default=None, foreign_key="seat.id", ondelete="SET NULL")
    name: str = Field(max_length=200)
    address: str = Field(max_length=200)
    method: MailMethod = Field(sa_type=enum_type(MailMethod))
    sequence: int = Field(description="SEQUENCE: counts changes of time and place")
    state: MailState = Field(default=MailState.QUEUED, sa_type=enum_type(MailState))
    problem: str | None = Field(default=None, max_length=300)
    queued_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def mark_ended(self, state: MailState, *, now: datetime, problem: str | None = None) -> None:
        if self.state is not MailState.QUEUED:
            raise MoveRefused("meeting_mail", self.state, state)
        self.state, self.ended_at = state, now
        self.problem = problem[:300] if problem else None
