"""Opinions, attendance, minutes and conclusions of meetings."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Officer


class SlipAnswer(Shape):
    seat_id: UUID
    name: str
    choice: str | None
    text: str
    late: bool
    answered_at: datetime


class Slip(Shape):
    id: UUID
    question: str
    choices: list[str]
    deadline: datetime
    is_over: bool
    answers: list[SlipAnswer]
    counts: dict[str, int] | None
    seats_asked: int

    def answer_of(self, seat_id: UUID | None) -> SlipAnswer | None:
        return next((one for one in self.answers if one.seat_id == seat_id), None)


class Stay(Shape):
    person: str
    how: str
    joined_at: datetime
    left_at: datetime | None


class AttendanceRow(Shape):
    seat_id: UUID
    name: str
    office: str
    role: str
    state: str
    joins_online: bool
    present: bool
    stays: list[Stay]


class Attendee(Shape):
    name: str
    office: str = ""
    note: str = ""


class CourseEntry(Shape):
    at: datetime | None = None
    text: str


class OpinionEntry(Shape):
    name: str
    text: str = ""


class VoteEntry(Shape):
    question: str
    result: str


class MinutesContent(Shape):
    title: str
    form: str
    place: str = ""
    opened_at: datetime | None
    closed_at: datetime | None
    chair: str
    secretary: str
    present: list[Attendee]
    absent: list[Attendee]
    course: list[CourseEntry]
    opinions: list[OpinionEntry]
    votes: list[VoteEntry]
    slips: list[VoteEntry]
    conclusions: list[str]


class Minutes(Shape):
    version: int
    content: MinutesContent
    saved_by: Officer | None
    saved_at: datetime | None


class Conclusion(Shape):
    id: UUID
    position: int
    text: str
    agency_id: UUID | None
    agency_name: str | None
    deadline: date | None


class GuestLinkMade(Shape):
    path: str
    expires_at: datetime


class GuestMeeting(Shape):
    meeting_id: UUID
    seat_id: UUID
    title: str
    form: str
    agency_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    state: str
    guest_name: str
    is_admitted: bool
