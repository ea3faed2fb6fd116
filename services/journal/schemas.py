"""What the journal's routes answer with."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel


class ConsistencyRead(BaseModel):
    """The hashes of RFC 6962, section 2.1.2, in base64."""

    old: int
    new: int
    hashes: list[str]


class WitnessRead(BaseModel):
    """A witness that is asked, and what it signed last."""

    name: str
    url: str
    size: int


class AlarmRead(BaseModel):
    source: str
    problem: str
    detail: str
    since: datetime


class StatusRead(BaseModel):
    """How the journal stands; `waiting` rows have no leaf yet, `lost` ones will never have."""

    name: str
    size: int
    signed_at: datetime | None
    stamped_at: datetime | None
    waiting: int
    lost: int
    witnesses: list[WitnessRead]
    alarms: list[AlarmRead]


class QuestionName(StrEnum):
    """The ready questions of an auditor, one file each in service/questions."""

    ACTS = "acts"
    READS = "reads"
    BEHALF = "behalf"
    AFTER_SIGNING = "after_signing"
    NUMBERS = "numbers"
    HOURS = "hours"


class QuestionRead(BaseModel):
    """`findings`: the words by which its answer may be narrowed."""

    name: QuestionName
    findings: list[str]


class LineRead(BaseModel):
    """A line of an answer.

    `entry_id`: the journal's entry that says so; its proof is at `/audit/entries/{entry_id}/proof`.
    `subject_name`: a number or a person's name, never what a record is about. `facts`: what the
    entry says beside, or of a number its place in the book.
    """

    at: datetime
    findings: list[str]
    entry_id: UUID | None
    act: str | None
    person_id: UUID | None
    full_name: str | None
    position: str | None
    on_behalf_of: str | None
    agency_id: UUID | None
    agency_name: str | None
    subject_type: str
    subject_id: UUID
    subject_name: str
    facts: dict[str, Any]
