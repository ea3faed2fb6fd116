"""Indicators with their dated targets, and the running counts of the exchange register."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric
from sqlmodel import Field, SQLModel

from auth.models import AgencyLevel
from services.statistics.status import Operator
from storage.schema import column_type, enum_type


class Source(StrEnum):
    """`MEASURED`: computed from the records here; `REPORTED`: agencies report both numbers."""

    MEASURED = "measured"
    REPORTED = "reported"


class Unit(StrEnum):
    PERCENT = "percent"
    GROWTH = "percent_growth_per_year"


class Indicator(SQLModel, table=True):
    """A chỉ tiêu of the plan. Its code never changes and is never used again."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint(
            "(source = 'measured') = (measure IS NOT NULL)", name="measured_by_a_measure"
        ),
    )

    code: str = Field(primary_key=True, max_length=10)
    place: int = Field(unique=True, description="order in the plan, from 1")
    pillar: str = Field(max_length=1, description="G, E, S or X, as in the data file")
    source: Source = Field(sa_type=enum_type(Source))
    measure: str | None = Field(default=None, max_length=40)
    level: AgencyLevel | None = Field(
        default=None, sa_type=enum_type(AgencyLevel), description="None: every level"
    )
    unit: Unit = Field(sa_type=enum_type(Unit))
    name_vi: str = Field(max_length=200)
    name_en: str = Field(max_length=200)


class IndicatorTarget(SQLModel, table=True):
    """What an indicator shall reach, from `valid_from` until the next target takes its place."""

    __tablename__ = "indicator_target"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="dates_in_order"),
    )

    indicator_code: str = Field(primary_key=True, foreign_key="indicator.code", max_length=10)
    year: int = Field(primary_key=True)
    operator: Operator = Field(sa_type=enum_type(Operator))
    value: Decimal = Field(sa_type=column_type(Numeric(7, 2)))
    legal_basis: str = Field(max_length=300)
    note: str = Field(default="", max_length=200)
    valid_from: date
    valid_to: date | None = None


class ExchangeSummary(SQLModel, table=True):
    """Running counts of an issued document's receivers, kept by triggers of the database.

    A year has a hundred thousand documents with several receivers each; the view that adds them up
    on every question took a second (docs/decisions). Receivers whose verdict is missing are what
    the counts leave over.
    """

    __tablename__ = "exchange_summary"
    __table_args__ = (
        Index(
            "ix_exchange_summary_agency_id_issued_on",
            "agency_id",
            "issued_on",
            postgresql_include=["receivers", "paper", "valid", "invalid", "undetermined"],
        ),
    )

    document_id: UUID = Field(primary_key=True)
    agency_id: UUID
    issued_on: date
    receivers: int
    paper: int
    valid: int
    invalid: int
    undetermined: int
