"""Cases: whom an agency opens which of its records, why, and until when."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from auth.cases import CaseNoun
from services.people import AgencyRead, OfficerRead
from services.reasons import ReasonGiven
from services.text import Text


class CaseRecord(BaseModel, extra="forbid"):
    noun: CaseNoun
    record_id: UUID


class CaseCreate(ReasonGiven, extra="forbid"):
    """`until`: the last day on which it is open, at most a year from today."""

    auditor_appointment_id: UUID
    basis: Text = Field(min_length=3, max_length=200)
    until: date
    records: list[CaseRecord] = Field(min_length=1, max_length=100)


class CaseRecordRead(BaseModel):
    """`name`: number and symbol, or what a record without one is called in its register."""

    noun: CaseNoun
    record_id: UUID
    name: str


class CaseRow(BaseModel):
    id: UUID
    agency: AgencyRead
    auditor: OfficerRead
    granted_by: OfficerRead
    basis: str
    reason: str
    granted_at: datetime
    until: date
    withdrawn_at: datetime | None
    withdraw_reason: str
    is_open: bool
    may_change: bool


class CaseRead(CaseRow):
    records: list[CaseRecordRead]


class AuditorRead(OfficerRead):
    agency_name: str
