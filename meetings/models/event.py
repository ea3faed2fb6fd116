"""The timeline of a meeting: what happened, in order; nothing in it is changed or taken out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from meetings.models.states import EventKind
from storage.schema import UtcDateTime, enum_type


class MeetingEvent(SQLModel, table=True):
    """`seq` counts from 1 in each meeting, without a gap, under the lock of the meeting's row."""

    __tablename__ = "meeting_event"

    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id")
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: EventKind = Field(sa_type=enum_type(EventKind))
    seat_id: UUID | None = Field(default=None, foreign_key="seat.id")
    person: str = Field(max_length=200, description="who, as announced; empty: the seat or nobody")
    item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
