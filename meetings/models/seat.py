"""Seats of a meeting, who sits there, and when somebody did."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from meetings.errors import MoveRefused
from meetings.models.states import PresenceHow, SeatKind, SeatRole, SeatState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = SeatState
_VOTING = (SeatRole.CHAIR, SeatRole.SECRETARY, SeatRole.MEMBER)


class SeatBase(SQLModel):
    role: SeatRole = Field(sa_type=enum_type(SeatRole))
    weight: int = Field(ge=0, le=1000, description="of its vote; 0: it has none")
    joins_online: bool = Field(description="over the line, not in the chair's room")


class Seat(SeatBase, table=True):
    """Queue, vote and presence are keyed by the seat, not by a person or a connection."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("meeting_id", "agency_id"),
        UniqueConstraint("meeting_id", "appointment_id"),
        CheckConstraint(
            "CASE kind WHEN 'agency' THEN agency_id IS NOT NULL AND appointment_id IS NULL"
            " WHEN 'person' THEN appointment_id IS NOT NULL AND agency_id IS NULL"
            " ELSE agency_id IS NULL AND appointment_id IS NULL END",
            name="whose_it_is",
        ),
        CheckConstraint(
            "(state = 'declined') = (decline_reason IS NOT NULL)", name="declined_with_a_reason"
        ),
        CheckConstraint(
            "delegation_reason IS NOT NULL OR state <> 'delegation_asked'",
            name="delegation_asked_with_a_reason",
        ),
        Index(
            "ix_seat_one_chair", "meeting_id", unique=True, postgresql_where=text("role = 'chair'")
        ),
        Index(
            "ix_seat_one_secretary",
            "meeting_id",
            unique=True,
            postgresql_where=text("role = 'secretary'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    kind: SeatKind = Field(sa_type=enum_type(SeatKind))
    position: int = Field(description="order of the seats, from 1")
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", description="bridge point")
    state: SeatState = Field(default=S.INVITED, sa_type=enum_type(SeatState))
    decline_reason: str | None = Field(default=None, max_length=1000)
    delegation_reason: str | None = Field(default=None, max_length=1000)
    delegation_refusal: str | None = Field(
        default=None, max_length=1000, description="why the chair wants them to come themselves"
    )
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")

    @property
    def votes(self) -> bool:
        return self.role in _VOTING and self.weight > 0

    def mark_confirmed(self, by: UUID, *, now: datetime) -> None:
        self._answer(S.CONFIRMED, by, now)

    def mark_declined(self, reason: str, by: UUID, *, now: datetime) -> None:
        self._answer(S.DECLINED, by, now)
        self.decline_reason = reason

    def mark_delegation_asked(self, reason: str, by: UUID, *, now: datetime) -> None:
        self._answer(S.DELEGATION_ASKED, by, now)
        self.delegation_reason = reason

    def mark_delegated(self) -> None:
        """The chair agrees."""
        self._require(S.DELEGATION_ASKED, S.DELEGATED)
        self.state = S.DELEGATED

    def mark_delegation_refused(self, reason: str) -> None:
        """Asked again to come; the answer is open."""
        self._require(S.DELEGATION_ASKED, S.INVITED)
        self.state, self.delegation_refusal = S.INVITED, reason

    def _require(self, source: SeatState, to: SeatState) -> None:
        if self.state is not source:
            raise MoveRefused("seat", self.state, to)

    def _answer(self, to: SeatState, by: UUID, now: datetime) -> None:
        """An answer may be changed until the meeting begins."""
        if self.role is SeatRole.CHAIR and to is not S.CONFIRMED:
            raise MoveRefused("seat", "the chair's", to)
        self.state = to
        self.decline_reason = self.delegation_reason = self.delegation_refusal = None
        self.answered_by_id, self.answered_at = by, now


class SeatPerson(SQLModel, table=True):
    """Somebody who sits there: an official of this system, or a name with an office."""

    __tablename__ = "seat_person"
    __table_args__ = (
        UniqueConstraint("seat_id", "appointment_id"),
        Index(
            "ix_seat_person_one_head",
            "seat_id",
            unique=True,
            postgresql_where=text("is_head"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    seat_id: UUID = Field(foreign_key="seat.id", index=True, ondelete="CASCADE")
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id", index=True)
    full_name: str = Field(min_length=1, max_length=100)
    office: str = Field(max_length=200, description="position and agency, as to be announced")
    email: str | None = Field(default=None, max_length=200)
    is_head: bool = Field(description="head of the delegation; speaks for the seat")


class Presence(SQLModel, table=True):
    """A seat was there from, until; several rows where it left and came back."""

    __tablename__ = "presence"
    __table_args__ = (
        CheckConstraint("joined_at <= left_at", name="times_in_order"),
        Index("ix_presence_open", "seat_id", postgresql_where=text("left_at IS NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    seat_id: UUID = Field(foreign_key="seat.id", index=True)
    person: str = Field(max_length=200, description="who joined, as announced; empty: the seat")
    how: PresenceHow = Field(sa_type=enum_type(PresenceHow))
    joined_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
