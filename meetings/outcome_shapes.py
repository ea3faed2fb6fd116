"""What people enter about the outcome of a meeting, and about opinions before it."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from meetings.models.states import MeetingForm
from meetings.shapes import Moment
from storage.text import Line, Text


class Attendee(BaseModel):
    """A seat in the minutes; `note`: who sat there, or why nobody came."""

    name: Line = Field(max_length=200)
    office: Line = Field(default="", max_length=200)
    note: Text = Field(default="", max_length=1000)


class CourseEntry(BaseModel):
    at: Moment | None = None
    text: Text = Field(min_length=1, max_length=4000)


class OpinionEntry(BaseModel):
    """`text` empty: to be filled in; such a line is not in the document."""

    name: Line = Field(max_length=200)
    text: Text = Field(default="", max_length=4000)


class VoteEntry(BaseModel):
    question: Text = Field(min_length=1, max_length=2000)
    result: Text = Field(max_length=2000)


class MinutesContent(BaseModel):
    """The parts of a Biên bản (Decree 30, appendix III), in its order."""

    title: Text = Field(min_length=1, max_length=500)
    form: MeetingForm
    place: Text = Field(default="", max_length=500)
    opened_at: Moment | None
    closed_at: Moment | None
    chair: Line = Field(max_length=300)
    secretary: Line = Field(max_length=300)
    present: list[Attendee] = Field(max_length=1000)
    absent: list[Attendee] = Field(max_length=1000)
    course: list[CourseEntry] = Field(max_length=1000)
    opinions: list[OpinionEntry] = Field(max_length=1000)
    votes: list[VoteEntry] = Field(max_length=200)
    slips: list[VoteEntry] = Field(default=[], max_length=200, description="opinion slips")
    conclusions: list[Text] = Field(max_length=200)


class ConclusionPlan(BaseModel):
    """With an agency that takes part, and a day, it becomes a task there."""

    text: Text = Field(min_length=1, max_length=2000)
    agency_id: UUID | None = None
    deadline: date | None = None

    @model_validator(mode="after")
    def whose_deadline(self) -> "ConclusionPlan":
        if self.deadline and self.agency_id is None:
            raise ValueError("deadline: name the agency that shall keep it")
        return self


class NoticePlan(BaseModel):
    """`signer_appointment_id` None: the chair signs."""

    signer_appointment_id: UUID | None = None


class MinutesPlan(BaseModel):
    """Chair and secretary of the meeting sign. `is_sent`: to the agencies that took part."""

    is_sent: bool = False


class SlipPlan(BaseModel):
    """`choices` empty: answered in words."""

    question: Text = Field(min_length=1, max_length=2000)
    choices: list[Line] = Field(default=[], max_length=10)
    deadline: Moment

    @model_validator(mode="after")
    def choices_differ(self) -> "SlipPlan":
        if len(self.choices) == 1 or len(set(self.choices)) != len(self.choices):
            raise ValueError("choices: none, or at least two that differ")
        if any(not choice or len(choice) > 200 for choice in self.choices):  # noqa: PLR2004 - of the column
            raise ValueError("choices: 1 to 200 characters each")
        return self


class AnswerPlan(BaseModel):
    choice: Line | None = Field(default=None, max_length=200)
    text: Text = Field(default="", max_length=4000)
