"""Deliveries, and the incoming document at its receiver with the tasks that come of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.documents.errors import MoveRefused
from services.documents.models.states import (
    DeliveryState,
    IncomingState,
    Medium,
    ReceiverPurpose,
    TaskRole,
    TaskState,
    Urgency,
)
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

I = IncomingState  # noqa: E741 - the machine's states read best short
T = TaskState


class Delivery(SQLModel, table=True):
    """One document to one receiver. Its state is the newest of its events (view delivery_now)."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("document_id", "agency_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    document_id: UUID = Field(foreign_key="document.id")
    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    purpose: ReceiverPurpose = Field(sa_type=enum_type(ReceiverPurpose))
    medium: Medium = Field(sa_type=enum_type(Medium))
    digest: str = Field(max_length=64, description="SHA-256 of the PDF that was sent")


class DeliveryEvent(SQLModel, table=True):
    """A step of a delivery: append-only."""

    __tablename__ = "delivery_event"
    __table_args__ = (UniqueConstraint("delivery_id", "sequence"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    delivery_id: UUID = Field(foreign_key="delivery.id")
    sequence: int
    state: DeliveryState = Field(sa_type=enum_type(DeliveryState))
    code: str | None = Field(default=None, max_length=2, description="QCVN 102 status code")
    reason: str | None = Field(default=None, max_length=1000)
    at: datetime = Field(sa_type=UtcDateTime)


class IncomingBase(SQLModel):
    """What the register of incoming documents shows (Decree 30, appendix IV)."""

    sender_name: str = Field(min_length=1, max_length=200)
    number_and_symbol: str = Field(min_length=1, max_length=42)
    issued_on: date
    type_code: str = Field(max_length=10)
    abstract: str = Field(min_length=1, max_length=500)
    urgency: Urgency = Field(sa_type=enum_type(Urgency))
    due_date: date | None


class IncomingDocument(IncomingBase, table=True):
    __tablename__ = "incoming_document"
    __table_args__ = (
        UniqueConstraint(
            "book_id", "year", "arrival_number", postgresql_include=["id", "registered_at"]
        ),
        UniqueConstraint("delivery_id"),
        CheckConstraint(
            "(arrival_number IS NULL) = (registered_at IS NULL)", name="number_with_registration"
        ),
        Index(
            "ix_incoming_document_register", "agency_id", text("arrived_at DESC"), text("id DESC")
        ),
        Index("ix_incoming_document_agency_id_state", "agency_id", "state"),
        Index(
            "ix_incoming_document_folded_trgm",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id")
    delivery_id: UUID | None = Field(default=None, foreign_key="delivery.id")
    sender_agency_id: UUID | None = Field(default=None, foreign_key="agency.id")
    medium: Medium = Field(sa_type=enum_type(Medium))
    purpose: ReceiverPurpose = Field(sa_type=enum_type(ReceiverPurpose))
    state: IncomingState = Field(default=I.ARRIVED, sa_type=enum_type(IncomingState))
    version: int = 1
    digest: str | None = Field(
        default=None, max_length=64, index=True, description="None: paper without a scan"
    )
    pages: int | None = None
    verdict: str | None = Field(default=None, max_length=20, description="None: not verified yet")
    arrived_at: datetime = Field(sa_type=UtcDateTime)
    book_id: UUID | None = Field(default=None, foreign_key="book.id")
    year: int | None = None
    arrival_number: int | None = None
    registered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    folded: str

    def mark_registered(self, *, book_id: UUID, year: int, number: int, now: datetime) -> None:
        self._move(I.REGISTERED, {I.ARRIVED})
        self.book_id, self.year, self.arrival_number = book_id, year, number
        self.registered_at = now

    def mark_refused(self) -> None:
        self._move(I.REFUSED, {I.ARRIVED})

    def mark_presented(self) -> None:
        self._move(I.PRESENTED, {I.REGISTERED})

    def mark_assigned(self) -> None:
        self._move(I.ASSIGNED, {I.REGISTERED, I.PRESENTED})

    def mark_in_process(self) -> None:
        self._move(I.IN_PROCESS, {I.ASSIGNED})

    def mark_completed(self, *, now: datetime) -> None:
        self._move(I.COMPLETED, {I.REGISTERED, I.PRESENTED, I.ASSIGNED, I.IN_PROCESS})
        self.completed_at = now

    def _move(self, to: IncomingState, sources: set[IncomingState]) -> None:
        if self.state not in sources:
            raise MoveRefused("incoming_document", self.state, to)
        self.state = to
        self.version += 1


class Task(SQLModel, table=True):
    """An assignment to one official: lead (chủ trì), coordinate (phối hợp) or for information.

    Of an incoming document, or of what one's own document asks of one's own agency.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("incoming_id", "appointment_id"),
        UniqueConstraint("request_id", "appointment_id"),
        CheckConstraint("(incoming_id IS NULL) <> (request_id IS NULL)", name="of_one_thing"),
        Index(
            "uq_task_one_lead_of_request",
            "request_id",
            unique=True,
            postgresql_where=text("role = 'lead' AND state <> 'cancelled'"),
        ),
        Index(
            "uq_task_one_lead",
            "incoming_id",
            unique=True,
            postgresql_where=text("role = 'lead' AND state <> 'cancelled'"),
        ),
        Index("ix_task_appointment_id_state", "appointment_id", "state", "deadline"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    incoming_id: UUID | None = Field(default=None, foreign_key="incoming_document.id")
    request_id: UUID | None = Field(default=None, foreign_key="document_request.id")
    appointment_id: UUID = Field(foreign_key="appointment.id")
    assigned_by_id: UUID = Field(foreign_key="appointment.id")
    role: TaskRole = Field(sa_type=enum_type(TaskRole))
    instruction: str = Field(max_length=2000)
    deadline: date | None = None
    state: TaskState = Field(default=T.ASSIGNED, sa_type=enum_type(TaskState))
    version: int = 1
    assigned_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def mark_accepted(self) -> None:
        self._move(T.ACCEPTED, {T.ASSIGNED})

    def mark_in_progress(self) -> None:
        self._move(T.IN_PROGRESS, {T.ASSIGNED, T.ACCEPTED, T.RETURNED})

    def mark_reported(self) -> None:
        self._move(T.REPORTED, {T.IN_PROGRESS})

    def mark_returned(self) -> None:
        """Sent back by whoever assigned it: the report is not enough."""
        self._move(T.RETURNED, {T.REPORTED})

    def mark_done(self, *, now: datetime) -> None:
        self._move(T.DONE, {T.ASSIGNED, T.ACCEPTED, T.IN_PROGRESS, T.REPORTED, T.RETURNED})
        self.ended_at = now

    def _move(self, to: TaskState, sources: set[TaskState]) -> None:
        if self.state not in sources:
            raise MoveRefused("task", self.state, to)
        self.state = to
        self.version += 1
