"""A reporting period (kỳ báo cáo) and what it asks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from services.reporting.errors import MoveRefused
from services.reporting.models.states import IndicatorUnit, PeriodKind, PeriodState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type


class ReportingPeriod(SQLModel, table=True):
    """Opened by the consolidating office for itself and agencies below it.

    `period` is one of Decree 09/2019, article 12: 2024, 2024-H1, 2024-Q4 or 2024-11.
    """

    __tablename__ = "reporting_period"
    __table_args__ = (
        Index(
            "uq_reporting_period_regular",
            "agency_id",
            "period",
            unique=True,
            postgresql_where=text("kind = 'regular'"),
        ),
        Index("ix_reporting_period_opened_at", text("opened_at DESC"), text("id DESC")),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_a_time"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id", description="who consolidates")
    period: str = Field(max_length=10)
    kind: PeriodKind = Field(sa_type=enum_type(PeriodKind))
    title: str = Field(max_length=300)
    instructions: str = Field(default="", max_length=5000)
    due_on: date
    state: PeriodState = Field(default=PeriodState.OPEN, sa_type=enum_type(PeriodState))
    opened_by_id: UUID = Field(foreign_key="appointment.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def require_open(self, wanted: str) -> None:
        if self.state is not PeriodState.OPEN:
            raise MoveRefused("reporting_period", self.state, wanted)

    def mark_closed(self, *, now: datetime) -> None:
        self.require_open(PeriodState.CLOSED)
        self.state, self.closed_at = PeriodState.CLOSED, now


class ReportingQuestion(SQLModel, table=True):
    """An indicator that the period asks for, worded as when it was opened."""

    __tablename__ = "reporting_question"

    period_id: UUID = Field(primary_key=True, foreign_key="reporting_period.id")
    indicator_code: str = Field(primary_key=True, foreign_key="indicator.code", max_length=10)
    place: int
    pillar: str = Field(max_length=1)
    unit: IndicatorUnit = Field(sa_type=enum_type(IndicatorUnit))
    name_vi: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
