"""Shapes of opinions, minutes, conclusions, mail and guest links."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from meetings.models.states import MailMethod, MailState, MeetingForm, MeetingState
from meetings.outcome_shapes import MinutesContent
from services.people import OfficerRead


class AnswerRead(BaseModel):
    seat_id: UUID
    name: str
    choice: str | None
    text: str
    late: bool
    answered_at: datetime


class SlipRead(BaseModel):
    """`answers`: who organises sees all, a seat its own. `counts`: by choice, for organisers."""

    id: UUID
    question: str
    choices: list[str]
    deadline: datetime
    is_over: bool
    asked_at: datetime
    answers: list[AnswerRead]
    counts: dict[str, int] | None
    seats_asked: int


class ConclusionRead(BaseModel):
    id: UUID
    position: int
    text: str
    agency_id: UUID | None
    agency_name: str | None
    deadline: date | None


class MinutesRead(BaseModel):
    """`version` 0: assembled at this moment, saved by nobody; the ETag."""

    version: int
    content: MinutesContent
    saved_by: OfficerRead | None
    saved_at: datetime | None


class MailRead(BaseModel):
    id: UUID
    name: str
    address: str
    method: MailMethod
    sequence: int
    state: MailState
    problem: str | None
    queued_at: datetime
    ended_at: datetime | None


class GuestLinkMade(BaseModel):
    """`path` holds the secret, which is shown only here; it ends after the meeting."""

    path: str
    expires_at: datetime


class GuestMeetingRead(BaseModel):
    """What a guest sees before being admitted."""

    meeting_id: UUID
    seat_id: UUID
    title: str
    form: MeetingForm
    agency_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    guest_name: str
    is_admitted: bool
    expires_at: datetime
