"""Work files (hồ sơ công việc): what belongs to one piece of work, and the medium of every step."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from services.documents.errors import MoveRefused
from services.documents.models.states import Medium, WorkFileState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type


class WorkFileBase(SQLModel):
    symbol: str = Field(min_length=1, max_length=20, description="e.g. 01.TCCB (Decree 30, app. V)")
    title: str = Field(min_length=1, max_length=500)
    retention_years: int | None = Field(ge=1, le=70, description="None: kept for ever (vĩnh viễn)")


class WorkFile(WorkFileBase, table=True):
    __tablename__ = "work_file"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "symbol"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_with_a_time"),
        Index(
            "ix_work_file_agency_id_opened_at", "agency_id", text("opened_at DESC"), text("id DESC")
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id")
    holder_appointment_id: UUID = Field(foreign_key="appointment.id", index=True)
    year: int
    state: WorkFileState = Field(default=WorkFileState.OPEN, sa_type=enum_type(WorkFileState))
    version: int = 1
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    folded: str

    def mark_closed(self, *, now: datetime) -> None:
        if self.state is not WorkFileState.OPEN:
            raise MoveRefused("work_file", self.state, WorkFileState.CLOSED)
        self.state = WorkFileState.CLOSED
        self.closed_at = now
        self.version += 1


class WorkFileItem(SQLModel, table=True):
    """A document in a file, by reference: one document may be in many files without copying."""

    __tablename__ = "work_file_item"
    __table_args__ = (
        CheckConstraint("(document_id IS NULL) <> (incoming_id IS NULL)", name="one_document"),
        UniqueConstraint("work_file_id", "document_id"),
        UniqueConstraint("work_file_id", "incoming_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    work_file_id: UUID = Field(foreign_key="work_file.id", index=True)
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    incoming_id: UUID | None = Field(default=None, foreign_key="incoming_document.id", index=True)
    medium: Medium = Field(sa_type=enum_type(Medium))
    added_at: datetime = Field(sa_type=UtcDateTime)


class WorkFileStep(SQLModel, table=True):
    """A step of the work that left no document here, with the medium it was done on."""

    __tablename__ = "work_file_step"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    work_file_id: UUID = Field(foreign_key="work_file.id", index=True)
    appointment_id: UUID = Field(foreign_key="appointment.id")
    description: str = Field(min_length=1, max_length=500)
    medium: Medium = Field(sa_type=enum_type(Medium))
    done_on: date
    at: datetime = Field(sa_type=UtcDateTime)
