"""What a use case is given: plans, seats and items as people enter them."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from meetings.models.states import ItemKind, MeetingForm, MeetingKind, Quorum, SeatRole
from storage.text import Line, Text

LONGEST = timedelta(days=14)
# Far from where calendars end: a day in Vietnam can be counted from every such moment.
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]
ADDRESS = r"^[^@\s<>,;\"]+@[^@\s<>,;\"]+$"


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise ValueError("ends_at: after starts_at, by at most two weeks")


class MeetingPlan(BaseModel):
    title: Text = Field(min_length=1, max_length=500)
    kind: MeetingKind
    form: MeetingForm
    starts_at: Moment
    ends_at: Moment
    chair_appointment_id: UUID
    secretary_appointment_id: UUID
    place_id: UUID | None = None
    place_text: Line = Field(default="", max_length=300)
    content: Text = Field(default="", max_length=4000)
    requirements: Text = Field(default="", max_length=2000)
    quorum: Quorum = Quorum.MAJORITY
    recording_allowed: bool = False

    @model_validator(mode="after")
    def times_in_order(self) -> "MeetingPlan":
        check_times(self.starts_at, self.ends_at)
        return self


class MeetingChange(BaseModel):
    """What is not named stays as it is."""

    title: Text | None = Field(default=None, min_length=1, max_length=500)
    kind: MeetingKind | None = None
    form: MeetingForm | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    chair_appointment_id: UUID | None = None
    secretary_appointment_id: UUID | None = None
    place_id: UUID | None = None
    place_text: Line | None = Field(default=None, max_length=300)
    content: Text | None = Field(default=None, max_length=4000)
    requirements: Text | None = Field(default=None, max_length=2000)
    quorum: Quorum | None = None
    recording_allowed: bool | None = None
    late_reason: Text | None = Field(default=None, min_length=10, max_length=500)


class PersonChoice(BaseModel):
    """Somebody who sits behind a seat: an official, or a name with an office."""

    appointment_id: UUID | None = None
    full_name: Line = Field(default="", max_length=100)
    office: Line = Field(default="", max_length=200)
    email: Line | None = Field(
        default=None, max_length=200, pattern=r"^[^@\s<>,;\"]+@[^@\s<>,;\"]+$"
    )
    is_head: bool = False

    @model_validator(mode="after")
    def one_or_the_other(self) -> "PersonChoice":
        if self.appointment_id is None and not self.full_name:
            raise ValueError("name an appointment or a full_name")
        return self


class Delegation(BaseModel):
    person: PersonChoice
    reason: Text = Field(min_length=10, max_length=1000)


class SeatChoice(BaseModel):
    """Of an agency, of an official of the convening agency, or of a guest: exactly one."""

    agency_id: UUID | None = None
    appointment_id: UUID | None = None
    guest: PersonChoice | None = None
    role: SeatRole = SeatRole.MEMBER
    weight: int = Field(default=1, ge=0, le=1000)
    joins_online: bool | None = Field(default=None, description="None: as form and kind have it")
    place_id: UUID | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> "SeatChoice":
        if [self.agency_id, self.appointment_id, self.guest].count(None) != 2:  # noqa: PLR2004
            raise ValueError("name exactly one of agency_id, appointment_id and guest")
        if self.role in {SeatRole.CHAIR, SeatRole.SECRETARY}:
            raise ValueError("role: chair and secretary are named with the meeting")
        return self


class SeatChange(BaseModel):
    role: SeatRole | None = None
    weight: int | None = Field(default=None, ge=0, le=1000)
    joins_online: bool | None = None
    place_id: UUID | None = None


class ItemPlan(BaseModel):
    title: Text = Field(min_length=1, max_length=500)
    kind: ItemKind = ItemKind.REPORT
    minutes_planned: int = Field(default=15, ge=1, le=1440)
    presenter: Line = Field(default="", max_length=200)
    presenter_seat_id: UUID | None = None


class PlacePlan(BaseModel):
    name: Line = Field(min_length=1, max_length=200)
    address: Line = Field(default="", max_length=300)
    capacity: int | None = Field(default=None, ge=1, le=100_000)
    equipment: Text = Field(default="", max_length=500)
    is_bridge_point: bool = True
    active: bool = True


class InvitationPlan(BaseModel):
    """`signer_appointment_id` None: the chair signs."""

    signer_appointment_id: UUID | None = None
    late_reason: Text | None = Field(default=None, min_length=10, max_length=500)


class Material(BaseModel):
    """A PDF that was looked at and stored, outside any transaction."""

    filename: str = Field(max_length=255)
    digest: str = Field(max_length=64)
    size: int
    document_id: UUID | None = None
    number_and_symbol: str | None = None


class MaterialChange(BaseModel):
    """`for_guests`: admitted guests, who are nobody's officials, read it as well."""

    for_guests: bool


class NotePlan(BaseModel):
    item_id: UUID
    document_id: UUID | None = None
    page: int | None = Field(default=None, ge=1, le=100_000)
    text: Text = Field(min_length=1, max_length=4000)


class Attendance(BaseModel):
    """One stay of a seat; without times it was there all the while."""

    seat_id: UUID
    person: Line = Field(default="", max_length=200)
    joined_at: Moment | None = None
    left_at: Moment | None = None


class Registration(BaseModel):
    opened_at: Moment
    closed_at: Moment
    attendance: list[Attendance] = Field(max_length=1000)

    @model_validator(mode="after")
    def times_in_order(self) -> "Registration":
        check_times(self.opened_at, self.closed_at)
        return self
