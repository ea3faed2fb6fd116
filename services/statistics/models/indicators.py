"""Indicators with their dated targets."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Numeric
from sqlmodel import Field, SQLModel

from auth.models import AgencyLevel
from services.statistics.status import Operator
from storage.schema import column_type, enum_type


class Source(StrEnum):
    """`MEASURED`: computed from the records here; `REPORTED`: agencies report both numbers.

    `GUARD`: computed here as well, belongs to no plan, and shows whether a ratio is gamed.
    """

    MEASURED = "measured"
    REPORTED = "reported"
    GUARD = "guard"


class Unit(StrEnum):
    PERCENT = "percent"
    GROWTH = "percent_growth_per_year"


class Indicator(SQLModel, table=True):
    """A chỉ tiêu of the plan, or a guard. Its code never changes and is never used again."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("(source = 'reported') = (measure IS NULL)", name="measured_by_a_measure"),
    )

    code: str = Field(primary_key=True, max_length=10)
    place: int = Field(unique=True, description="order in the plan, from 1")
    pillar: str = Field(max_length=1, description="G, E, S or X, as in the data file; K: guards")
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
