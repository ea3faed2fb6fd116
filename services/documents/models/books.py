"""Books (sổ văn bản) and their running numbers: gap-free per book and year (Decree 30, art. 15)."""

from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from services.documents.models.states import BookDirection
from storage.ids import new_id
from storage.schema import enum_type


class Book(SQLModel, table=True):
    """A book of an agency. `types` empty: every document type of its direction goes in here."""

    __tablename__ = "book"
    __table_args__ = (UniqueConstraint("agency_id", "direction", "name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    direction: BookDirection = Field(sa_type=enum_type(BookDirection))
    name: str = Field(max_length=200)


class BookSeries(SQLModel, table=True):
    """The last number spent in a book in a year. Its row is locked until the issuing commit."""

    __tablename__ = "book_series"
    __table_args__ = (CheckConstraint("last_number >= 0", name="counts_up"),)

    book_id: UUID = Field(primary_key=True, foreign_key="book.id")
    year: int = Field(primary_key=True)
    last_number: int
