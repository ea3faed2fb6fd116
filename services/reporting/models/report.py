"""One agency's report in one period, its numbers and what proves them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy import text as sql_text  # a reminder has a text of its own
from sqlmodel import Field, SQLModel

from services.reporting.errors import MoveRefused
from services.reporting.models.states import ReminderKind, ReportState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = ReportState
EDITABLE = (S.WAITING, S.DRAFT, S.RETURNED)
STANDING = (S.SUBMITTED, S.ACCEPTED)


class AgencyReport(SQLModel, table=True):
    """`number` counts its submissions from 1: after a return the next one is written.

    `first_submitted_at` decides whether it came in time; what is returned does not count as sent.
    """

    __tablename__ = "agency_report"
    __table_args__ = (
        UniqueConstraint("period_id", "agency_id"),
        Index("ix_agency_report_agency_id", "agency_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    period_id: UUID = Field(foreign_key="reporting_period.id")
    agency_id: UUID = Field(foreign_key="agency.id")
    state: ReportState = Field(default=S.WAITING, sa_type=enum_type(ReportState))
    number: int = Field(default=1)
    version: int = Field(default=1, description="of the row, for If-Match")
    holder_id: UUID | None = Field(
        default=None, foreign_key="appointment.id", description="whom the head has fill it in"
    )
    first_submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    return_reason: str = Field(default="", max_length=1000, description="of the newest return")
    changed_at: datetime = Field(sa_type=UtcDateTime)

    def mark_changed(self, *, now: datetime) -> None:
        """Numbers or evidence were entered."""
        self._move(S.DRAFT, EDITABLE, now=now)

    def mark_signing(self, *, now: datetime) -> None:
        self._move(S.SIGNING, (S.DRAFT,), now=now)

    def mark_unsigned(self, *, now: datetime) -> None:
        """Its document was given up, or could not be made: it may be changed again."""
        self._move(S.DRAFT, (S.SIGNING,), now=now)

    def mark_submitted(self, *, at: datetime, now: datetime) -> None:
        self._move(S.SUBMITTED, (S.SIGNING,), now=now)
        self.submitted_at = at
        self.first_submitted_at = self.first_submitted_at or at
        self.return_reason = ""

    def mark_accepted(self, *, now: datetime) -> None:
        self._move(S.ACCEPTED, (S.SUBMITTED,), now=now)

    def mark_returned(self, reason: str, *, now: datetime) -> None:
        """An accepted one too, where a mistake is found later."""
        self._move(S.RETURNED, STANDING, now=now)
        self.number, self.return_reason, self.submitted_at = self.number + 1, reason, None

    def require_editable(self, wanted: str) -> None:
        if self.state not in EDITABLE:
            raise MoveRefused("report", self.state, wanted)

    def touch(self, *, now: datetime) -> None:
        self.version, self.changed_at = self.version + 1, now

    def _move(self, to: ReportState, sources: tuple[ReportState, ...], *, now: datetime) -> None:
        if self.state not in sources:
            raise MoveRefused("report", self.state, to)
        self.state = to
        self.touch(now=now)


class ReportLine(SQLModel, table=True):
    """Both numbers of one indicator in one submission.

    For a growth: the increase over the year before (negative: a decrease), and that year's level.
    """

    __tablename__ = "report_line"
    __table_args__ = (CheckConstraint("denominator >= 0", name="denominator_counts"),)

    report_id: UUID = Field(primary_key=True, foreign_key="agency_report.id")
    number: int = Field(primary_key=True, description="the submission it is of")
    indicator_code: str = Field(primary_key=True, foreign_key="indicator.code", max_length=10)
    numerator: int | None = Field(default=None, sa_type=BigInteger)
    denominator: int | None = Field(default=None, sa_type=BigInteger)
    note: str = Field(default="", max_length=1000)


class ReportEvidence(SQLModel, table=True):
    """A PDF that proves a line (minh chứng)."""

    __tablename__ = "report_evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["report_id", "number", "indicator_code"],
            ["report_line.report_id", "report_line.number", "report_line.indicator_code"],
            name="fk_report_evidence_line",
        ),
        Index("ix_report_evidence_line", "report_id", "number"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    report_id: UUID
    number: int
    indicator_code: str = Field(max_length=10)
    filename: str = Field(max_length=255)
    digest: str = Field(max_length=64)
    size: int = Field(sa_type=BigInteger)
    added_by_id: UUID = Field(foreign_key="appointment.id")
    added_at: datetime = Field(sa_type=UtcDateTime)


class ReportReminder(SQLModel, table=True):
    """One time at which an agency was told that its report is wanted (đôn đốc)."""

    __tablename__ = "report_reminder"
    __table_args__ = (
        Index("ix_report_reminder_report_id", "report_id"),
        # What the system sends by itself it sends once, whichever process was first.
        Index(
            "uq_report_reminder_by_itself",
            "report_id",
            "kind",
            unique=True,
            postgresql_where=sql_text("kind <> 'asked'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    report_id: UUID = Field(foreign_key="agency_report.id")
    kind: ReminderKind = Field(sa_type=enum_type(ReminderKind))
    text: str = Field(default="", max_length=1000)
    by_id: UUID | None = Field(
        default=None, foreign_key="appointment.id", description="None: the system"
    )
    at: datetime = Field(sa_type=UtcDateTime)
