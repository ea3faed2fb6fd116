"""Who asks to speak, who does, and how long each spoke."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from meetings.errors import MoveRefused
from meetings.models.live_states import FloorKind, FloorState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = FloorState


class FloorRequest(SQLModel, table=True):
    """A place in the queue belongs to the seat: a device that drops out and returns keeps it."""

    __tablename__ = "floor_request"
    __table_args__ = (
        CheckConstraint("started_at <= ended_at", name="times_in_order"),
        CheckConstraint(
            "(started_at IS NOT NULL) = (state IN ('speaking', 'spoken'))", name="spoke_since"
        ),
        CheckConstraint("(ended_at IS NOT NULL) = (state = 'spoken')", name="spoke_until"),
        Index(
            "ix_floor_request_one_speaker",
            "meeting_id",
            unique=True,
            postgresql_where=text("state = 'speaking'"),
        ),
        Index(
            "ix_floor_request_asked_once",
            "seat_id",
            "kind",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    seat_id: UUID = Field(foreign_key="seat.id")
    person: str = Field(max_length=200, description="who of the seat; empty: the seat")
    kind: FloorKind = Field(sa_type=enum_type(FloorKind))
    state: FloorState = Field(default=S.ASKED, sa_type=enum_type(FloorState))
    position: int = Field(description="in the queue, within its kind's precedence")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seconds_allowed: int | None = None

    @property
    def precedence(self) -> tuple[bool, int]:
        """Points of order come first, the others as they stand."""
        return self.kind is not FloorKind.POINT_OF_ORDER, self.position

    def mark_speaking(self, seconds: int, *, now: datetime) -> None:
        self._move(S.SPEAKING, S.ASKED)
        self.started_at, self.seconds_allowed = now, seconds

    def mark_spoken(self, *, now: datetime) -> None:
        self._move(S.SPOKEN, S.SPEAKING)
        self.ended_at = max(now, self.started_at or now)  # two servers, two clocks

    def mark_withdrawn(self) -> None:
        self._move(S.WITHDRAWN, S.ASKED)

    def mark_dismissed(self) -> None:
        self._move(S.DISMISSED, S.ASKED)

    def _move(self, to: FloorState, source: FloorState) -> None:
        if self.state is not source:
            raise MoveRefused("floor_request", self.state, to)
        self.state = to
