"""Published figures: frozen with the edition of the registers and the checkpoint they rest on."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from services.statistics.status import Operator, Status
from storage.ids import new_id
from storage.schema import UtcDateTime, column_type, enum_type


class Bulletin(SQLModel, table=True):
    """The figures of a period, of an agency with all below it, as published at one moment.

    Nothing of it changes afterwards. A correction is another version, which says why.
    """

    __tablename__ = "bulletin"
    __table_args__ = (
        UniqueConstraint("agency_id", "period", "version"),
        CheckConstraint("(version = 1) = (why = '')", name="a_correction_says_why"),
        Index("ix_bulletin_published_at", text("published_at DESC"), text("id DESC")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id", description="for it and all below it")
    period: str = Field(max_length=10)
    version: int = Field(ge=1)
    why: str = Field(default="", max_length=1000)
    edition: int = Field(foreign_key="register_edition.number")
    tree_size: int = Field(sa_type=BigInteger)
    checkpoint: str = Field(description="the signed note of the journal at `tree_size`, or empty")
    digest: str = Field(max_length=64, description="SHA-256 of the canonical JSON of its figures")
    published_at: datetime = Field(sa_type=UtcDateTime)
    appointment_id: UUID = Field(foreign_key="appointment.id", description="who published it")


class BulletinFigure(SQLModel, table=True):
    """One indicator of one agency (its own records), or of the whole scope."""

    __tablename__ = "bulletin_figure"

    bulletin_id: UUID = Field(primary_key=True, foreign_key="bulletin.id")
    indicator_code: str = Field(primary_key=True, foreign_key="indicator.code", max_length=10)
    agency_id: UUID = Field(primary_key=True, foreign_key="agency.id")
    whole: bool = Field(primary_key=True, description="True: with all agencies below it")
    numerator: int = Field(sa_type=BigInteger)
    denominator: int = Field(sa_type=BigInteger)
    reasons: dict[str, int] = Field(sa_type=JSONB)
    excluded: int = Field(description="refused state secrets")
    evidence: str = Field(
        max_length=64, description="SHA-256 of the sorted records with their reasons, or empty"
    )
    definition_version: int
    target: Decimal | None = Field(default=None, sa_type=column_type(Numeric(7, 2)))
    target_operator: Operator | None = Field(default=None, sa_type=enum_type(Operator))
    target_year: int | None = None
    status: Status = Field(sa_type=enum_type(Status))
