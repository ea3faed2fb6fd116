"""Reporting periods, agencies' reports, the consolidated sheet."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Officer


class AgencyName(Shape):
    id: UUID
    code: str
    name: str


class Question(Shape):
    indicator_code: str
    pillar: str
    unit: str
    name_vi: str
    name_en: str


class Proposal(Shape):
    period: str
    title: str
    first: date
    last: date
    due_first: date
    due_on: date
    due_last: date
    questions: list[Question]
    agencies: list[AgencyName]


class ReportBrief(Shape):
    id: UUID
    agency_name: str
    state: str
    late: bool
    submitted_at: datetime | None
    number_and_symbol: str | None
    holder: Officer | None
    reminded_at: datetime | None


class PeriodRow(Shape):
    id: UUID
    agency_name: str
    period: str
    kind: str
    title: str
    due_on: date
    state: str
    own_report_id: UUID | None
    own_state: str | None
    own_late: bool
    to_send: bool
    to_accept: int
    counts: dict[str, int] | None

    @property
    def asked(self) -> int:
        return sum((self.counts or {}).values())


class Paper(Shape):
    state: str
    document_id: UUID | None
    number_and_symbol: str | None
    problem: str | None
    wanted_at: datetime


class PeriodRead(PeriodRow):
    first: date
    last: date
    instructions: str
    opened_by: Officer
    opened_at: datetime
    closed_at: datetime | None
    may_consolidate: bool
    questions: list[Question]
    reports: list[ReportBrief]
    papers: list[Paper]

    @property
    def missing(self) -> list[ReportBrief]:
        return [row for row in self.reports if row.state not in {"submitted", "accepted"}]


class EvidenceFile(Shape):
    id: UUID
    filename: str
    size: int


class ReportLine(Question):
    numerator: int | None
    denominator: int | None
    percent: float | None
    note: str
    proposed_numerator: int | None
    proposed_denominator: int | None
    evidence: list[EvidenceFile]


class Known(Shape):
    code: str
    name_vi: str
    name_en: str
    numerator: int
    denominator: int
    percent: float | None


class Submission(Shape):
    number: int
    state: str
    document_id: UUID | None
    number_and_symbol: str | None
    problem: str | None
    wanted_by: Officer
    wanted_at: datetime
    issued_at: datetime | None
    accepted_at: datetime | None
    returned_at: datetime | None
    return_reason: str


class Reminder(Shape):
    kind: str
    text: str
    at: datetime


class ReportRead(Shape):
    id: UUID
    version: int
    number: int
    period_id: UUID
    period: str
    period_state: str
    title: str
    instructions: str
    first: date
    last: date
    due_on: date
    agency_id: UUID
    agency_name: str
    consolidator_name: str
    state: str
    late: bool
    return_reason: str
    holder: Officer | None
    lines: list[ReportLine]
    known: list[Known]
    submissions: list[Submission]
    reminders: list[Reminder]
    may_fill: bool
    may_choose_holder: bool
    may_judge: bool

    @property
    def is_changeable(self) -> bool:
        return (
            self.may_fill
            and self.period_state == "open"
            and self.state in {"waiting", "draft", "returned"}
        )


class SheetColumn(Shape):
    report_id: UUID
    name: str
    state: str
    late: bool
    counts: bool


class SheetCell(Shape):
    numerator: int | None
    denominator: int | None
    percent: float | None


class SheetRow(Question):
    cells: list[SheetCell]
    total: SheetCell


class Sheet(Shape):
    columns: list[SheetColumn]
    rows: list[SheetRow]
    missing: list[SheetColumn]
