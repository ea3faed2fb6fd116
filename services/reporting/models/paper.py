"""Documents that come of reporting: an agency's signed report, and the consolidated Báo cáo."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from services.reporting.errors import MoveRefused
from services.reporting.models.states import PaperState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = PaperState


class ReportingPaper(SQLModel, table=True):
    """What was asked of the document service, and what became of it there.

    With a `report_id` it is submission `number` of that report; `accepted_at` and `returned_at` say
    from when until when its numbers stood. Without one it is the period's consolidated report.
    """

    __tablename__ = "reporting_paper"
    __table_args__ = (
        Index(
            "uq_reporting_paper_under_way",
            "period_id",
            text("coalesce(report_id, period_id)"),
            unique=True,
            postgresql_where=text("state IN ('wanted', 'drafted')"),
        ),
        Index("ix_reporting_paper_report_id", "report_id"),
        CheckConstraint(
            "document_id IS NOT NULL OR state NOT IN ('drafted', 'issued')",
            name="drafted_has_a_document",
        ),
        CheckConstraint("(report_id IS NULL) = (number IS NULL)", name="number_of_a_report"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    period_id: UUID = Field(foreign_key="reporting_period.id")
    report_id: UUID | None = Field(default=None, foreign_key="agency_report.id")
    number: int | None = None
    state: PaperState = Field(default=S.WANTED, sa_type=enum_type(PaperState))
    document_id: UUID | None = Field(default=None, description="of the document service")
    digest: str | None = Field(default=None, max_length=64, description="of the issued file")
    number_and_symbol: str | None = Field(default=None, max_length=50)
    problem: str | None = Field(default=None, max_length=300)
    wanted_by_id: UUID = Field(foreign_key="appointment.id")
    wanted_at: datetime = Field(sa_type=UtcDateTime)
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    return_reason: str = Field(default="", max_length=1000)
    judged_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")

    def mark_drafted(self, document_id: UUID) -> None:
        self._move(S.DRAFTED, {S.WANTED})
        self.document_id = document_id

    def mark_issued(self, *, number_and_symbol: str, digest: str, at: datetime) -> None:
        self._move(S.ISSUED, {S.DRAFTED})
        self.number_and_symbol, self.digest, self.issued_at = number_and_symbol, digest, at

    def mark_failed(self, problem: str) -> None:
        self._move(S.FAILED, {S.WANTED})
        self.problem = problem[:300]

    def mark_cancelled(self) -> None:
        self._move(S.CANCELLED, {S.WANTED, S.DRAFTED})

    def _move(self, to: PaperState, sources: set[PaperState]) -> None:
        if self.state not in sources:
            raise MoveRefused("reporting_paper", self.state, to)
        self.state = to
