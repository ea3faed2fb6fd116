"""Where a document comes from, if not from its drafter's own idea, and what it asks of whom."""

from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.ids import new_id


class DocumentOrigin(SQLModel, table=True):
    """Another service wanted this document; `subject_id` is what it calls its wish."""

    __tablename__ = "document_origin"

    document_id: UUID = Field(primary_key=True, foreign_key="document.id")
    kind: str = Field(max_length=40, description="e.g. meeting.invitation")
    subject_id: UUID = Field(unique=True)


class DocumentRequest(SQLModel, table=True):
    """What a document asks of one of its receivers, with the day it is due."""

    __tablename__ = "document_request"
    __table_args__ = (UniqueConstraint("document_id", "agency_id", "position"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    document_id: UUID = Field(foreign_key="document.id")
    agency_id: UUID = Field(foreign_key="agency.id")
    position: int = Field(description="order in the document, from 1")
    text: str = Field(max_length=2000)
    due_on: date | None = None
