"""How long an issued document's file can be proved, and when it has to be renewed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from signing.verdicts import Level
from storage.schema import UtcDateTime, enum_type


class DocumentArchive(SQLModel, table=True):
    """One an issued document. `digest` is of the file that `reached` and the dates speak of."""

    __tablename__ = "document_archive"
    __table_args__ = (Index("ix_document_archive_look_at", "look_at"),)

    document_id: UUID = Field(primary_key=True, foreign_key="document.id")
    reached: Level = Field(sa_type=enum_type(Level))
    digest: str = Field(max_length=64)
    protected_until: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when the newest time stamp over the file loses its worth; None below B-LTA",
    )
    authority: str = Field(default="", max_length=300, description="who made that time stamp")
    look_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when a job shall see to it; None: never"
    )
    failures: int = Field(default=0, description="in a row")
    problem: str | None = Field(default=None, max_length=300)
    changed_at: datetime = Field(sa_type=UtcDateTime)
