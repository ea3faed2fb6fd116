"""Rooms and bridge points (điểm cầu) of agencies, and when meetings occupy them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from storage.ids import new_id
from storage.schema import UtcDateTime

BOOKED_ONCE = "ex_booking_one_meeting_at_a_time"


class PlaceBase(SQLModel):
    name: str = Field(min_length=1, max_length=200)
    address: str = Field(max_length=300)
    capacity: int | None = Field(ge=1, le=100_000)
    equipment: str = Field(max_length=500, description="screen, cameras, microphones, line")
    is_bridge_point: bool = Field(description="can take part in online meetings")


class Place(PlaceBase, table=True):
    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id")
    active: bool = True
    version: int = 1


class Booking(SQLModel, table=True):
    """A place that a meeting occupies, as its room or as the bridge point of a seat."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="times_in_order"),
        ExcludeConstraint(
            ("place_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name=BOOKED_ONCE,
            using="gist",
        ),
    )

    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id")
    place_id: UUID = Field(primary_key=True, foreign_key="place.id")
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
