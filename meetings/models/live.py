"""What holds of a meeting and its seats while it runs, and who is connected.

A row is there once something in it differs from how every meeting begins.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from meetings.models.live_states import ConnectionState, Roll, SpeechRule
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

SPEECH_SECONDS = 300


class LiveMeeting(SQLModel, table=True):
    __tablename__ = "live_meeting"
    __table_args__ = (CheckConstraint("(page IS NULL) = (page_document_id IS NULL)", name="page"),)

    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id")
    speech: SpeechRule = Field(default=SpeechRule.FLOOR, sa_type=enum_type(SpeechRule))
    speech_seconds: int = Field(default=SPEECH_SECONDS, description="of a turn, unless said")
    locked: bool = Field(default=False, description="nobody new comes in")
    page_document_id: UUID | None = Field(default=None, foreign_key="agenda_document.id")
    page: int | None = Field(default=None, description="the page the chair shows, from 1")
    media_server: int | None = Field(default=None, description="the process that has its media")


class LiveSeat(SQLModel, table=True):
    """What the chair and the roll call say of a seat."""

    __tablename__ = "live_seat"
    __table_args__ = (
        CheckConstraint(
            "(removed_at IS NULL) = (remove_reason IS NULL)", name="removed_with_a_reason"
        ),
    )

    seat_id: UUID = Field(primary_key=True, foreign_key="seat.id", ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    muted: bool = False
    camera_off: bool = False
    may_share: bool = False
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    remove_reason: str | None = Field(default=None, max_length=1000)
    roll: Roll | None = Field(default=None, sa_type=enum_type(Roll))


class LiveConnection(SQLModel, table=True):
    """A device that is there: `server` is alive as long as its advisory lock is held."""

    __tablename__ = "live_connection"
    __table_args__ = (
        UniqueConstraint("seat_id", "device"),
        Index("ix_live_connection_server", "server"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    seat_id: UUID = Field(foreign_key="seat.id", ondelete="CASCADE")
    person: str = Field(max_length=200)
    device: str = Field(max_length=32, description="chosen by the device, kept over its rejoins")
    server: int
    state: ConnectionState = Field(sa_type=enum_type(ConnectionState))
    since: datetime = Field(sa_type=UtcDateTime)
    lost_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LiveRelay(SQLModel, table=True):
    """A word from one server process to another, about media, too long for a notification.

    It is taken out when it is read. Nothing of it outlives a crash, nor need it.
    """

    __tablename__ = "live_relay"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    server: int = Field(description="to whom")
    body: dict[str, Any] = Field(sa_type=JSONB)
    at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        nullable=False,
        sa_column_kwargs={"server_default": text("clock_timestamp()")},
    )
