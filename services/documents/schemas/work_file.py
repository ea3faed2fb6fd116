"""Shapes of work files."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.documents.models.states import Medium, WorkFileState
from services.documents.models.work_file import WorkFileBase
from services.people import OfficerRead
from services.text import Line, Text


class WorkFileCreate(BaseModel):
    symbol: Line = Field(min_length=1, max_length=20)
    title: Text = Field(min_length=1, max_length=500)
    retention_years: int | None = Field(default=None, ge=1, le=70)


class ItemCreate(BaseModel):
    """Exactly one of the two."""

    document_id: UUID | None = None
    incoming_id: UUID | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> "ItemCreate":
        if (self.document_id is None) == (self.incoming_id is None):
            raise ValueError("name either document_id or incoming_id")
        return self


class StepCreate(BaseModel):
    description: Text = Field(min_length=1, max_length=500)
    medium: Medium
    done_on: date


class ItemRead(BaseModel):
    id: UUID
    document_id: UUID | None
    incoming_id: UUID | None
    number_and_symbol: str | None
    abstract: str
    medium: Medium
    added_at: datetime


class StepRead(BaseModel):
    id: UUID
    officer: OfficerRead
    description: str
    medium: Medium
    done_on: date


class WorkFileRow(WorkFileBase):
    id: UUID
    year: int
    state: WorkFileState
    holder_name: str
    documents: int
    paper_steps: int
    opened_at: datetime
    closed_at: datetime | None


class WorkFileRead(WorkFileBase):
    id: UUID
    year: int
    state: WorkFileState
    version: int
    holder: OfficerRead
    opened_at: datetime
    closed_at: datetime | None
    items: list[ItemRead]
    steps: list[StepRead]
    may_change: bool
