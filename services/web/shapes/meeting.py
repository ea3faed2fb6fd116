"""Meetings, their seats, agenda and places."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape
from services.web.shapes.shared import Agency, Officer

_LEADING = frozenset({"chair", "secretary"})


class NoticeDue(Shape):
    due_on: date
    days_left: int | None
    is_overdue: bool


class MeetingRow(Shape):
    id: UUID
    title: str
    kind: str
    form: str
    scope: list[str]
    state: str
    agency_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    notice_due: NoticeDue | None
    own_seat_state: str | None


class MeetingCounts(Shape):
    states: dict[str, int]
    waiting: int


class MeetingPlace(Shape):
    id: UUID
    name: str


class PlaceRow(Shape):
    id: UUID
    name: str
    address: str
    capacity: int | None
    equipment: str
    is_bridge_point: bool
    agency: Agency
    active: bool
    version: int
    is_taken: bool | None


class SeatPerson(Shape):
    appointment_id: UUID | None
    full_name: str
    office: str
    is_head: bool


class Seat(Shape):
    id: UUID
    kind: str
    position: int
    role: str
    weight: int
    joins_online: bool
    name: str
    office: str
    agency_id: UUID | None
    appointment_id: UUID | None
    place: MeetingPlace | None
    state: str
    decline_reason: str | None
    delegation_reason: str | None
    delegation_refusal: str | None
    answered_at: datetime | None
    people: list[SeatPerson]

    @property
    def leads(self) -> bool:
        return self.role in _LEADING

    @property
    def is_asked(self) -> bool:
        """Whether its answer is still waited for."""
        return self.state == "invited" and not self.leads


class AgendaDocument(Shape):
    id: UUID
    filename: str
    size: int
    document_id: UUID | None
    number_and_symbol: str | None
    for_guests: bool


class AgendaItem(Shape):
    id: UUID
    position: int
    title: str
    kind: str
    minutes_planned: int
    presenter: str
    presenter_seat_id: UUID | None
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    documents: list[AgendaDocument]


class MeetingWarning(Shape):
    code: str
    detail: str


class Paper(Shape):
    """A document that comes of the meeting."""

    kind: str
    state: str
    document_id: UUID | None
    number_and_symbol: str | None
    problem: str | None


class MeetingRead(Shape):
    id: UUID
    version: int
    title: str
    kind: str
    form: str
    scope: list[str]
    state: str
    starts_at: datetime
    ends_at: datetime
    place: MeetingPlace | None
    place_text: str
    content: str
    requirements: str
    quorum: str
    recording_allowed: bool
    agency: Agency
    drafter: Officer
    chair: Officer
    secretary: Officer
    held_here: bool
    latest_invitation_on: date
    late_reason: str | None
    cancel_reason: str | None
    invited_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    concluded_at: datetime | None
    notice_due: NoticeDue | None
    papers: list[Paper]
    seats: list[Seat]
    agenda: list[AgendaItem]
    warnings: list[MeetingWarning]
    own_seat_id: UUID | None
    may_organise: bool
    may_lead: bool

    @property
    def own_seat(self) -> Seat | None:
        return self.seat_of(self.own_seat_id)

    @property
    def is_changeable(self) -> bool:
        return self.state in {"planned", "invited"}

    @property
    def is_joinable(self) -> bool:
        return self.state in {"invited", "open"} and self.own_seat_id is not None

    @property
    def is_held(self) -> bool:
        return self.state in {"closed", "concluded"}

    @property
    def invites_agencies(self) -> bool:
        return any(seat.kind == "agency" for seat in self.seats)

    @property
    def has_guests(self) -> bool:
        return any(seat.kind == "guest" for seat in self.seats)

    @property
    def waits(self) -> bool:
        """A paper is being drafted by a job."""
        return any(paper.state == "wanted" for paper in self.papers)

    def paper(self, kind: str) -> Paper | None:
        """The newest of this kind that was not given up."""
        alive = [one for one in self.papers if one.kind == kind and one.state != "cancelled"]
        return alive[-1] if alive else None

    def seat_of(self, seat_id: UUID | None) -> Seat | None:
        return next((seat for seat in self.seats if seat.id == seat_id), None)

    def item_of(self, item_id: UUID) -> AgendaItem | None:
        return next((item for item in self.agenda if item.id == item_id), None)

    def document_of(self, document_id: UUID | None) -> AgendaDocument | None:
        documents = (one for item in self.agenda for one in item.documents)
        return next((one for one in documents if one.id == document_id), None)

    def answers(self) -> dict[str, int]:
        """How many of those asked gave which answer."""
        found: dict[str, int] = {}
        for seat in self.seats:
            if not seat.leads:
                found[seat.state] = found.get(seat.state, 0) + 1
        return found
