"""Shapes of inspections."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.inspections.models import EvidenceNoun, InspectionForm, InspectionState
from services.people import AgencyRead, OfficerRead
from services.text import Text


class InspectionPlan(BaseModel, extra="forbid"):
    inspected_agency_id: UUID
    subject: Text = Field(min_length=1, max_length=500)
    basis: Text = Field(min_length=3, max_length=200)
    plan: Text = Field(default="", max_length=200)
    form: InspectionForm
    begins_on: date
    ends_on: date

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.ends_on < self.begins_on:
            raise ValueError("ends_on: before begins_on")
        return self


class EvidenceAdd(BaseModel, extra="forbid"):
    """`record_id` of an answer: the journal's entry of its taking (`audit:answer:take`)."""

    noun: EvidenceNoun
    record_id: UUID
    note: Text = Field(default="", max_length=300)


class Conclusion(BaseModel, extra="forbid"):
    """`result`: number and symbol of the conclusion; `document_id` where it is issued here."""

    concluded_on: date
    result: Text = Field(min_length=1, max_length=200)
    document_id: UUID | None = None


class EvidenceRead(BaseModel):
    noun: EvidenceNoun
    record_id: UUID
    name: str
    note: str


class InspectionRow(BaseModel):
    id: UUID
    agency: AgencyRead
    inspected: AgencyRead
    subject: str
    basis: str
    plan: str
    form: InspectionForm
    begins_on: date
    ends_on: date
    state: InspectionState
    concluded_on: date | None
    version: int


class InspectionRead(InspectionRow):
    planner: OfficerRead
    result: str
    result_document_id: UUID | None
    evidence: list[EvidenceRead]
    may_change: bool
