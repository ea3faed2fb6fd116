"""The memory of the registers that figures are counted from, and the working days they go by."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlmodel import Field, SQLModel

from storage.schema import UtcDateTime, byte_ordered


class RegisterRecord(SQLModel, table=True):
    """What a register said of one record, from the edition `since` until before `until`.

    The register is a view; this is its memory. Closed once, a row never changes again, so what was
    counted at any edition can be counted again, row by row.
    """

    __tablename__ = "register_record"
    __table_args__ = (
        Index(
            "uq_register_record_current",
            "name",
            "record_id",
            "agency_id",
            "month",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
        Index(
            "ix_register_record_place",
            "name",
            "agency_id",
            "month",
            text("day DESC"),
            "place",
            "record_id",
            postgresql_include=["reason", "since", "until", "value"],
        ),
        CheckConstraint("since < until", name="editions_in_order"),
    )

    id: int | None = Field(
        default=None, sa_type=BigInteger, sa_column_args=(Identity(),), primary_key=True
    )
    name: str = Field(max_length=40, description="of the register")
    record_id: UUID
    agency_id: UUID
    month: date = Field(description="the first of the month it is reported in")
    day: date
    place: str = Field(
        default="", sa_type=byte_ordered(), description="its place among those of a day"
    )
    reason: str = Field(max_length=40)
    value: float | None = Field(default=None, description="what is measured of it, e.g. seconds")
    since: int
    until: int | None = Field(default=None, description="None: it still holds")


class RegisterMonth(SQLModel, table=True):
    """How many records of a month hold now, by agency and reason: what figures are added up of.

    Every reporting period is made of reporting months.
    """

    __tablename__ = "register_month"

    name: str = Field(primary_key=True, max_length=40)
    agency_id: UUID = Field(primary_key=True)
    month: date = Field(primary_key=True)
    reason: str = Field(primary_key=True, max_length=40)
    count: int


class RegisterEdition(SQLModel, table=True):
    """One time at which the registers were read and something had changed."""

    __tablename__ = "register_edition"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    changed: int = Field(description="rows closed and rows opened")
    tree_size: int = Field(
        sa_type=BigInteger, description="of the journal's newest checkpoint then; 0: none yet"
    )
    why: str = Field(default="", max_length=500, description="of a whole recount that found errors")


class RegisterDue(SQLModel, table=True):
    """A mark: look at this anew. Written by triggers on the tables behind the views."""

    __tablename__ = "register_due"

    id: int | None = Field(
        default=None, sa_type=BigInteger, sa_column_args=(Identity(),), primary_key=True
    )
    name: str = Field(max_length=40, description="what `record_id` is one of: registers.MARKED")
    record_id: UUID | None = Field(default=None, description="None: all of them")


class PublicHoliday(SQLModel, table=True):
    """A weekday on which offices do not work, or a Saturday that is `worked` in exchange."""

    __tablename__ = "public_holiday"

    day: date = Field(primary_key=True)
    worked: bool
