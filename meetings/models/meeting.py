"""The meeting (cuộc họp) and its states."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from meetings.errors import MoveRefused
from meetings.models.states import MeetingForm, MeetingKind, MeetingState, Quorum
from storage.ids import new_id
from storage.schema import UtcDateTime, column_type, enum_type

S = MeetingState


class MeetingBase(SQLModel):
    """What the convening agency says of a meeting."""

    title: str = Field(min_length=1, max_length=500)
    kind: MeetingKind = Field(sa_type=enum_type(MeetingKind))
    form: MeetingForm = Field(sa_type=enum_type(MeetingForm))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, description="planned")
    place_text: str = Field(max_length=300, description="where, if not in a place of the list")
    content: str = Field(max_length=4000, description="what it is about")
    requirements: str = Field(max_length=2000, description="what participants shall bring or do")
    quorum: Quorum = Field(sa_type=enum_type(Quorum))
    recording_allowed: bool = Field(description="the chair decides on recordings")


class Meeting(MeetingBase, table=True):
    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="planned_times_in_order"),
        CheckConstraint("opened_at <= closed_at", name="times_in_order"),
        CheckConstraint(
            "opened_at IS NOT NULL OR state IN ('planned', 'invited', 'cancelled')",
            name="held_has_a_beginning",
        ),
        CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN ('closed', 'concluded'))",
            name="closed_has_an_end",
        ),
        Index("ix_meeting_agency_id_starts_at", "agency_id", text("starts_at DESC"), "id"),
        Index("ix_meeting_starts_at", text("starts_at DESC"), text("id DESC")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id", description="who convenes")
    drafter_appointment_id: UUID = Field(foreign_key="appointment.id", index=True)
    chair_appointment_id: UUID = Field(foreign_key="appointment.id", index=True)
    secretary_appointment_id: UUID = Field(foreign_key="appointment.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id")
    scope: list[str] = Field(
        sa_type=column_type(ARRAY(String)), description="levels that take part, from the seats"
    )
    state: MeetingState = Field(default=S.PLANNED, sa_type=enum_type(MeetingState))
    version: int = Field(default=1, description="counts changes; the ETag")
    held_here: bool = Field(default=True, description="False: registered after it was held")
    late_reason: str | None = Field(default=None, max_length=500)
    cancel_reason: str | None = Field(default=None, max_length=1000)
    invited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    concluded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    calendar_sequence: int = Field(default=0, description="SEQUENCE of RFC 5545, 3.8.7.4")
    last_seq: int = Field(default=0, description="of the newest row of meeting_event")
    folded: str = Field(description="title without diacritics, for search")

    @property
    def is_changeable(self) -> bool:
        """Until it begins, everything may change; who is invited hears of it."""
        return self.state in {S.PLANNED, S.INVITED}

    @property
    def is_unfinished(self) -> bool:
        return self.is_changeable or self.state is S.OPEN

    @property
    def is_held(self) -> bool:
        return self.state in {S.CLOSED, S.CONCLUDED}

    def mark_invited(self, *, now: datetime) -> None:
        self._move(S.INVITED, {S.PLANNED}, now)
        self.invited_at = now

    def mark_open(self, *, now: datetime) -> None:
        self._move(S.OPEN, {S.INVITED}, now)
        self.opened_at = now

    def mark_closed(self, *, now: datetime) -> None:
        self._move(S.CLOSED, {S.OPEN}, now)
        self.closed_at = now

    def mark_registered(self, *, opened_at: datetime, closed_at: datetime, now: datetime) -> None:
        """It was held without this system, and is entered afterwards."""
        self._move(S.CLOSED, {S.PLANNED, S.INVITED}, now)
        self.held_here = False
        self.opened_at, self.closed_at = opened_at, closed_at

    def mark_concluded(self, *, now: datetime) -> None:
        self._move(S.CONCLUDED, {S.CLOSED}, now)
        self.concluded_at = now

    def mark_cancelled(self, reason: str, *, now: datetime) -> None:
        self._move(S.CANCELLED, {S.PLANNED, S.INVITED}, now)
        self.cancel_reason = reason

    def touch(self, *, now: datetime) -> None:
        """Count a change that is not a move."""
        self.version += 1
        self.changed_at = now

    def _move(self, to: MeetingState, sources: set[MeetingState], now: datetime) -> None:
        if self.state not in sources:
            raise MoveRefused("meeting", self.state, to)
        self.state = to
        self.touch(now=now)
