"""Shapes of the desk: what waits for the actor."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from services.documents.models.states import Urgency


class DeskKind(StrEnum):
    """Why a row lies on the desk; each names its one next action."""

    TO_SIGN = "to_sign"
    TO_REVIEW = "to_review"
    TO_ISSUE = "to_issue"
    TO_REGISTER = "to_register"
    TO_PRESENT = "to_present"
    TO_ASSIGN = "to_assign"
    TO_PROCESS = "to_process"
    TO_CONCLUDE = "to_conclude"
    TO_CHANGE = "to_change"


class DeskRow(BaseModel):
    """`noun` is document or incoming: where the link leads."""

    kind: DeskKind
    noun: str
    id: UUID
    number_and_symbol: str | None
    abstract: str
    other_party: str
    urgency: Urgency
    deadline: date | None
    overdue: bool
    since: datetime


class DeskCount(BaseModel):
    kind: DeskKind
    count: int


class DeskRead(BaseModel):
    """`counts` only of what is not zero; `rows` oldest deadline first."""

    counts: list[DeskCount]
    overdue: int
    rows: list[DeskRow]
