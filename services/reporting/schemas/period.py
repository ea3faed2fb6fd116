"""Shapes of reporting periods."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.people import AgencyRead, OfficerRead
from services.reporting.models.states import (
    IndicatorUnit,
    PaperState,
    PeriodKind,
    PeriodState,
    ReportState,
)
from services.text import Line, Text

Code = Annotated[Line, Field(min_length=1, max_length=10)]


class PeriodCreate(BaseModel, extra="forbid"):
    """None: the day proposed, every reported indicator, one's own agency and all below it."""

    period: str = Field(max_length=10)
    kind: PeriodKind = PeriodKind.REGULAR
    title: Line | None = Field(default=None, min_length=1, max_length=300)
    instructions: Text = Field(default="", max_length=5000)
    due_on: date | None = None
    indicator_codes: list[Code] | None = Field(default=None, min_length=1, max_length=200)
    agency_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=500)


class ReportQuestionRead(BaseModel):
    indicator_code: str
    pillar: str
    unit: IndicatorUnit
    name_vi: str
    name_en: str


class ProposalRead(BaseModel):
    """What opening this period would ask where nothing else is said."""

    period: str
    title: str
    first: date
    last: date
    due_first: date
    due_on: date
    due_last: date
    questions: list[ReportQuestionRead]
    agencies: list[AgencyRead]


class ReportBrief(BaseModel):
    """`late`: first sent after the day it was due, or not sent and that day is over."""

    id: UUID
    agency_id: UUID
    agency_name: str
    state: ReportState
    late: bool
    submitted_at: datetime | None
    number_and_symbol: str | None
    document_id: UUID | None
    holder: OfficerRead | None
    reminded_at: datetime | None


class PeriodRow(BaseModel):
    """`counts`: reports by state, for who may read them all. `own_report_id`: one's agency's.

    `to_send`, `to_accept`: what waits for the one who asks: the own report, and how many others.
    """

    id: UUID
    agency_id: UUID
    agency_name: str
    period: str
    kind: PeriodKind
    title: str
    due_on: date
    state: PeriodState
    opened_at: datetime
    closed_at: datetime | None
    own_report_id: UUID | None
    own_state: ReportState | None
    own_late: bool
    to_send: bool
    to_accept: int
    counts: dict[ReportState, int] | None


class ReportingPaperRead(BaseModel):
    id: UUID
    state: PaperState
    document_id: UUID | None
    number_and_symbol: str | None
    problem: str | None
    wanted_at: datetime
    issued_at: datetime | None


class PeriodRead(PeriodRow):
    """`reports`: of all agencies for who may read them, otherwise of one's own."""

    first: date
    last: date
    instructions: str
    opened_by: OfficerRead
    may_consolidate: bool
    questions: list[ReportQuestionRead]
    reports: list[ReportBrief]
    papers: list[ReportingPaperRead]


class ReminderCreate(BaseModel, extra="forbid"):
    """`report_ids`: None for every one that is missing."""

    report_ids: list[UUID] | None = Field(default=None, max_length=500)
    text: Text = Field(default="", max_length=1000)


class ReminderAnswer(BaseModel):
    reminded: int


class PaperPlan(BaseModel, extra="forbid"):
    """Who shall sign; a leader of one's own agency."""

    signer_appointment_id: UUID
