"""An auditor's questions and the lines of their answers; cases and the records they open."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.web.shapes.shape import Shape


class Question(Shape):
    name: str
    findings: list[str]


class Line(Shape):
    """`facts` are the entry's own, or of a number its place in the book."""

    at: datetime
    findings: list[str]
    entry_id: UUID | None
    act: str | None
    person_id: UUID | None
    full_name: str | None
    position: str | None
    on_behalf_of: str | None
    agency_name: str | None
    subject_type: str
    subject_id: UUID
    subject_name: str
    facts: dict[str, Any]


class Named(Shape):
    name: str


class Officer(Shape):
    full_name: str
    position: str


class Auditor(Officer):
    appointment_id: UUID
    agency_name: str


class CaseRow(Shape):
    id: UUID
    agency: Named
    auditor: Officer
    granted_by: Officer
    basis: str
    reason: str
    granted_at: datetime
    until: date
    withdrawn_at: datetime | None
    withdraw_reason: str
    is_open: bool
    may_change: bool


class CaseRecord(Shape):
    noun: str
    record_id: UUID
    name: str


class Case(CaseRow):
    records: list[CaseRecord]
