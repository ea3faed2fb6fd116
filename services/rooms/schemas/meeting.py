"""Shapes of meetings, their seats and agenda."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from auth.models import AgencyLevel
from meetings.models.agenda import AgendaItemBase
from meetings.models.meeting import MeetingBase
from meetings.models.place import PlaceBase
from meetings.models.seat import SeatBase
from meetings.models.states import (
    ItemState,
    MeetingForm,
    MeetingKind,
    MeetingState,
    PaperKind,
    PaperState,
    PresenceHow,
    SeatKind,
    SeatRole,
    SeatState,
)
from meetings.shapes import MeetingChange, MeetingPlan
from services.people import AgencyRead, OfficerRead
from services.secrecy import Secrecy


class MeetingCreate(MeetingPlan):
    secrecy: Secrecy = Secrecy.NONE

    def without_secrecy(self) -> MeetingPlan:
        return MeetingPlan(**self.model_dump(exclude={"secrecy"}))


class MeetingUpdate(MeetingChange):
    secrecy: Secrecy = Secrecy.NONE

    def without_secrecy(self) -> MeetingChange:
        return MeetingChange(**self.model_dump(exclude={"secrecy"}, exclude_unset=True))


class ItemOrder(BaseModel):
    item_ids: list[UUID] = Field(max_length=100)


class NoteRead(BaseModel):
    id: UUID
    item_id: UUID
    document_id: UUID | None
    page: int | None
    text: str
    at: datetime


class NoticeDue(BaseModel):
    """When the conclusion shall be announced (Decision 45/2018).

    `days_left`: working days, negative when overdue, None after the notice went out.
    """

    due_on: date
    days_left: int | None
    is_overdue: bool


class Asked(BaseModel):
    """Which meetings a list shall hold.

    `notice_due`: closed, its conclusion not announced yet. `waiting`: one's answer is waited for.
    """

    state: MeetingState | None
    notice_due: bool
    waiting: bool
    q: str


class MeetingRow(BaseModel):
    """In a list. `notice_due` None: not closed yet; `own_seat_state` None: no seat of one's own."""

    id: UUID
    title: str
    kind: MeetingKind
    form: MeetingForm
    scope: list[AgencyLevel]
    state: MeetingState
    agency_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    notice_due: NoticeDue | None
    own_seat_state: SeatState | None


class MeetingCounts(BaseModel):
    """What one sees, by state; `waiting`: invitations that one has not answered."""

    states: dict[MeetingState, int]
    waiting: int


class MeetingPlaceRead(BaseModel):
    id: UUID
    name: str
    agency_id: UUID


class PlaceRow(PlaceBase):
    """In the list of places; `is_taken` at the time asked about, None where none was."""

    id: UUID
    agency: AgencyRead
    active: bool
    version: int
    is_taken: bool | None


class SeatPersonRead(BaseModel):
    id: UUID
    appointment_id: UUID | None
    full_name: str
    office: str
    is_head: bool


class SeatRead(SeatBase):
    """`name`: the agency, the person or the guest, as announced."""

    id: UUID
    kind: SeatKind
    position: int
    name: str
    office: str
    agency_id: UUID | None
    appointment_id: UUID | None
    place: MeetingPlaceRead | None
    state: SeatState
    decline_reason: str | None
    delegation_reason: str | None
    delegation_refusal: str | None
    answered_at: datetime | None
    people: list[SeatPersonRead]


class AgendaDocumentRead(BaseModel):
    """`for_guests`: admitted guests read it as well."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    filename: str
    digest: str
    size: int
    document_id: UUID | None
    number_and_symbol: str | None
    for_guests: bool
    added_at: datetime


class AgendaItemRead(AgendaItemBase):
    id: UUID
    position: int
    presenter_seat_id: UUID | None
    state: ItemState
    started_at: datetime | None
    ended_at: datetime | None
    documents: list[AgendaDocumentRead]


class WarningRead(BaseModel):
    """Something to look at before inviting; nothing is refused for it."""

    code: str
    detail: str


class PaperRead(BaseModel):
    """A document that comes of the meeting; `document_id` of the document service."""

    id: UUID
    kind: PaperKind
    state: PaperState
    document_id: UUID | None
    number_and_symbol: str | None
    problem: str | None
    wanted_at: datetime
    issued_at: datetime | None


class MeetingRead(MeetingBase):
    """`latest_invitation_on`: the last day that is three working days before."""

    id: UUID
    version: int
    state: MeetingState
    scope: list[AgencyLevel]
    agency: AgencyRead
    drafter: OfficerRead
    chair: OfficerRead
    secretary: OfficerRead
    place: MeetingPlaceRead | None
    held_here: bool
    latest_invitation_on: date
    late_reason: str | None
    cancel_reason: str | None
    invited_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    concluded_at: datetime | None
    notice_due: NoticeDue | None
    papers: list[PaperRead]
    seats: list[SeatRead]
    agenda: list[AgendaItemRead]
    warnings: list[WarningRead]
    own_seat_id: UUID | None
    may_organise: bool
    may_lead: bool


class StayRead(BaseModel):
    person: str
    how: PresenceHow
    joined_at: datetime
    left_at: datetime | None


class AttendanceRow(BaseModel):
    """A seat and its stays; none: it did not come. `joins_online`: over the line."""

    seat_id: UUID
    name: str
    office: str
    role: SeatRole
    state: SeatState
    joins_online: bool
    present: bool
    stays: list[StayRead]
