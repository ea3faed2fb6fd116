"""The agenda (chương trình): items in order, and the documents that belong to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from meetings.errors import MoveRefused
from meetings.models.states import ItemKind, ItemState
from storage.ids import new_id
from storage.schema import UtcDateTime, enum_type

S = ItemState


class AgendaItemBase(SQLModel):
    title: str = Field(min_length=1, max_length=500)
    kind: ItemKind = Field(sa_type=enum_type(ItemKind))
    minutes_planned: int = Field(ge=1, le=1440)
    presenter: str = Field(max_length=200, description="by name, if it is not a seat")


class AgendaItem(AgendaItemBase, table=True):
    __tablename__ = "agenda_item"
    __table_args__ = (
        # Checked at commit: a new order moves several at once.
        UniqueConstraint("meeting_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("started_at <= ended_at", name="times_in_order"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id")
    position: int = Field(description="from 1")
    minutes_added: int = Field(default=0, description="by the chair, while it was the current one")
    presenter_seat_id: UUID | None = Field(default=None, foreign_key="seat.id")
    state: ItemState = Field(default=S.WAITING, sa_type=enum_type(ItemState))
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def mark_current(self, *, now: datetime) -> None:
        """Begin it, or come back to it."""
        if self.state is S.CURRENT:
            raise MoveRefused("agenda_item", self.state, S.CURRENT)
        self.state, self.ended_at = S.CURRENT, None
        self.started_at = self.started_at or now

    def mark_done(self, *, now: datetime) -> None:
        if self.state is not S.CURRENT:
            raise MoveRefused("agenda_item", self.state, S.DONE)
        self.state, self.ended_at = S.DONE, now


class AgendaDocument(SQLModel, table=True):
    """A PDF of an item: uploaded here, or offered out of the document service."""

    __tablename__ = "agenda_document"
    __table_args__ = (UniqueConstraint("item_id", "digest"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    item_id: UUID = Field(foreign_key="agenda_item.id")
    filename: str = Field(max_length=255)
    digest: str = Field(max_length=64)
    size: int
    offered_by_id: UUID = Field(foreign_key="appointment.id")
    document_id: UUID | None = Field(default=None, description="of the document service")
    number_and_symbol: str | None = Field(default=None, max_length=50)
    for_guests: bool = Field(default=False, description="admitted guests read it as well")
    added_at: datetime = Field(sa_type=UtcDateTime)


class DocumentNote(SQLModel, table=True):
    """What a person wrote for themselves beside an item or a document of it."""

    __tablename__ = "document_note"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(foreign_key="agenda_item.id", ondelete="CASCADE")
    document_id: UUID | None = Field(
        default=None, foreign_key="agenda_document.id", ondelete="CASCADE"
    )
    person_id: UUID = Field(foreign_key="person.id", index=True)
    page: int | None = Field(default=None, description="the page it speaks of, from 1")
    text: str = Field(min_length=1, max_length=4000)
    at: datetime = Field(sa_type=UtcDateTime)
