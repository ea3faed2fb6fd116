"""Opinion slips (phiếu lấy ý kiến): a question before the meeting, an answer of each seat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from storage.ids import new_id
from storage.schema import UtcDateTime, column_type


class OpinionSlip(SQLModel, table=True):
    __tablename__ = "opinion_slip"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    question: str = Field(max_length=2000)
    choices: list[str] = Field(
        sa_type=column_type(ARRAY(String)), description="empty: answered in words"
    )
    deadline: datetime = Field(sa_type=UtcDateTime)
    asked_by_id: UUID = Field(foreign_key="appointment.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)


class OpinionAnswer(SQLModel, table=True):
    """One a seat; it may be changed until the meeting begins, and says when it came too late."""

    __tablename__ = "opinion_answer"
    __table_args__ = (CheckConstraint("choice IS NOT NULL OR text <> ''", name="says_something"),)

    slip_id: UUID = Field(primary_key=True, foreign_key="opinion_slip.id")
    seat_id: UUID = Field(primary_key=True, foreign_key="seat.id", ondelete="CASCADE")
    choice: str | None = Field(default=None, max_length=200)
    text: str = Field(max_length=4000)
    late: bool
    answered_by_id: UUID = Field(foreign_key="appointment.id")
    answered_at: datetime = Field(sa_type=UtcDateTime)
