"""The link a guest joins by. The secret is shown once; its digest is kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from storage.schema import UtcDateTime


class GuestLink(SQLModel, table=True):
    """A new link of a seat takes the place of the one before, which then opens nothing."""

    __tablename__ = "guest_link"

    seat_id: UUID = Field(primary_key=True, foreign_key="seat.id", ondelete="CASCADE")
    secret_digest: str = Field(max_length=64, unique=True, repr=False)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    admitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    admitted_by_id: UUID | None = Field(default=None, foreign_key="appointment.id")

    def holds(self, *, now: datetime) -> bool:
        return now < self.expires_at
