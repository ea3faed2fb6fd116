"""Shapes of incoming documents and tasks."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.documents.models.incoming import IncomingBase
from services.documents.models.states import (
    IncomingState,
    Medium,
    ReceiverPurpose,
    TaskRole,
    TaskState,
    Urgency,
)
from services.documents.schemas.shared import AttachmentRead, CommentRead
from services.people import OfficerRead
from services.secrecy import Secrecy
from services.text import Line, Text

MAX_ASSIGNEES = 50


class IncomingAction(StrEnum):
    REGISTER = "register"
    REFUSE = "refuse"
    VERIFY = "verify"
    PRESENT = "present"
    ASSIGN = "assign"
    COMPLETE = "complete"
    REPLY = "reply"


class TaskAction(StrEnum):
    ACCEPT = "accept"
    START = "start"
    REPORT = "report"
    RETURN = "return"
    COMPLETE = "complete"


class PaperCreate(BaseModel):
    """A document that came on paper, entered by the clerk; a scan may follow."""

    sender_name: Line = Field(min_length=1, max_length=200)
    number_and_symbol: Line = Field(min_length=1, max_length=42)
    issued_on: date
    type_code: str = Field(max_length=10)
    abstract: Text = Field(min_length=1, max_length=500)
    urgency: Urgency = Urgency.NORMAL
    secrecy: Secrecy = Secrecy.NONE
    due_date: date | None = None


class Assignment(BaseModel):
    appointment_id: UUID
    role: TaskRole
    deadline: date | None = None


class AssignmentCreate(BaseModel):
    """The leader's instruction (bút phê): exactly one leads, others coordinate or are informed."""

    instruction: Text = Field(min_length=1, max_length=2000)
    assignments: list[Assignment] = Field(min_length=1, max_length=MAX_ASSIGNEES)

    @model_validator(mode="after")
    def one_lead_and_nobody_twice(self) -> "AssignmentCreate":
        leads = [row for row in self.assignments if row.role is TaskRole.LEAD]
        if len(leads) != 1:
            raise ValueError("assignments: exactly one official leads")
        if len({row.appointment_id for row in self.assignments}) != len(self.assignments):
            raise ValueError("assignments: an official is named twice")
        return self


class Report(BaseModel):
    text: Text = Field(min_length=1, max_length=4000)


class TaskRead(BaseModel):
    id: UUID
    incoming_id: UUID | None
    request_id: UUID | None
    officer: OfficerRead
    assigned_by: OfficerRead
    role: TaskRole
    instruction: str
    deadline: date | None
    state: TaskState
    version: int
    assigned_at: datetime
    ended_at: datetime | None
    actions: list[TaskAction]


class ReplyBrief(BaseModel):
    id: UUID
    abstract: str
    number_and_symbol: str | None
    state: str


class IncomingRow(BaseModel):
    """A line of the register of incoming documents."""

    id: UUID
    state: IncomingState
    arrival_number: int | None
    arrived_at: datetime
    number_and_symbol: str
    issued_on: date
    type_code: str
    abstract: str
    urgency: Urgency
    sender_name: str
    medium: Medium
    verdict: str | None
    lead_name: str | None
    deadline: date | None


class RequestRead(BaseModel):
    """What the document asks of this agency; an assignment may take text and day over."""

    text: str
    due_on: date | None


class IncomingRead(IncomingBase):
    """Everything a person needs on the incoming document's page."""

    id: UUID
    state: IncomingState
    version: int
    type_name: str
    medium: Medium
    purpose: ReceiverPurpose
    digest: str | None
    pages: int | None
    verdict: str | None
    verdict_facts: dict[str, Any] | None
    attachments: list[AttachmentRead]
    arrived_at: datetime
    year: int | None
    arrival_number: int | None
    registered_at: datetime | None
    completed_at: datetime | None
    tasks: list[TaskRead]
    comments: list[CommentRead]
    replies: list[ReplyBrief]
    requests: list[RequestRead]
    actions: list[IncomingAction]
