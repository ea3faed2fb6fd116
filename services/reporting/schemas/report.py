"""Shapes of one agency's report."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.people import OfficerRead
from services.reporting.models.states import (
    IndicatorUnit,
    PaperState,
    PeriodKind,
    PeriodState,
    ReminderKind,
    ReportState,
)
from services.reporting.schemas.period import Code
from services.text import Text

# Beyond any count or amount in đồng of a district, and within what a spreadsheet keeps exactly.
LARGEST = 999_999_999_999_999
Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST, strict=True)]


class LineEntry(BaseModel, extra="forbid"):
    """Both numbers or none; units that are no share: the increase, and the level before."""

    indicator_code: Code
    numerator: Number | None = None
    denominator: Number | None = None
    note: Text = Field(default="", max_length=1000)


class LinesSave(BaseModel, extra="forbid"):
    """Lines that are not named stay as they are."""

    lines: list[LineEntry] = Field(min_length=1, max_length=200)


class HolderChoice(BaseModel, extra="forbid"):
    """None: nobody but those who may anyway."""

    appointment_id: UUID | None


class ReportEvidenceRead(BaseModel):
    id: UUID
    indicator_code: str
    filename: str
    digest: str
    size: int
    added_at: datetime


class ReportLineRead(BaseModel):
    """`proposed_*`: what the agency last reported and had accepted, in another period."""

    indicator_code: str
    pillar: str
    unit: IndicatorUnit
    name_vi: str
    name_en: str
    numerator: int | None
    denominator: int | None
    percent: float | None
    note: str
    proposed_numerator: int | None
    proposed_denominator: int | None
    evidence: list[ReportEvidenceRead]


class KnownRead(BaseModel):
    """What the system measured itself for this agency and period; nobody types it."""

    code: str
    name_vi: str
    name_en: str
    numerator: int
    denominator: int
    percent: float | None


class SubmissionRead(BaseModel):
    number: int
    state: PaperState
    document_id: UUID | None
    number_and_symbol: str | None
    problem: str | None
    wanted_by: OfficerRead
    wanted_at: datetime
    issued_at: datetime | None
    accepted_at: datetime | None
    returned_at: datetime | None
    return_reason: str


class ReminderRead(BaseModel):
    kind: ReminderKind
    text: str
    at: datetime


class ReportRead(BaseModel):
    """The form, with what was sent before and what the actor may do with it."""

    id: UUID
    version: int
    number: int
    period_id: UUID
    period: str
    period_kind: PeriodKind
    period_state: PeriodState
    title: str
    instructions: str
    first: date
    last: date
    due_on: date
    agency_id: UUID
    agency_name: str
    consolidator_name: str
    state: ReportState
    late: bool
    submitted_at: datetime | None
    return_reason: str
    holder: OfficerRead | None
    lines: list[ReportLineRead]
    known: list[KnownRead]
    submissions: list[SubmissionRead]
    reminders: list[ReminderRead]
    may_fill: bool
    may_choose_holder: bool
    may_judge: bool
