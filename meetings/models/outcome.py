"""What a meeting came to: its minutes, version by version, and its conclusions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from storage.ids import new_id
from storage.schema import UtcDateTime


class MinutesVersion(SQLModel, table=True):
    """The minutes as somebody left them; none is changed."""

    __tablename__ = "minutes_version"

    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSONB)
    saved_by_id: UUID = Field(foreign_key="appointment.id")
    saved_at: datetime = Field(sa_type=UtcDateTime)


class Conclusion(SQLModel, table=True):
    """A conclusion of the chair; with an agency and a deadline it is a task of that agency."""

    __tablename__ = "conclusion"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position", deferrable=True, initially="DEFERRED"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id")
    position: int = Field(description="from 1")
    text: str = Field(max_length=2000)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id")
    deadline: date | None = None
