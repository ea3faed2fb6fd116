"""Shapes of figures, agencies and evidence."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from auth.models import AgencyLevel
from services.statistics.definitions import Noun
from services.statistics.models import Source, Unit
from services.statistics.status import Status


class SourceAsked(StrEnum):
    """`measured`: what this system computes; `all`: every indicator of the plan."""

    MEASURED = "measured"
    ALL = "all"


class TrendPoint(BaseModel):
    """A monthly period's value; None where there is nothing to count."""

    period: str
    percent: float | None


class FigureRead(BaseModel):
    """An indicator in a period: two numbers, the target it is judged by, and how it has gone.

    `percent` has two digits and is never rounded up. `reasons` adds up to the denominator.
    `provisional` is True while the period runs or a record is still being examined.
    `target_in_force` is False where the first target is yet to come; it is judged by all the same.
    """

    code: str
    name_vi: str
    name_en: str
    pillar: str
    source: Source
    unit: Unit
    level: AgencyLevel | None
    agency_id: UUID
    agency_name: str
    numerator: int
    denominator: int
    percent: float | None
    excluded: int
    reasons: dict[str, int]
    pending: int
    provisional: bool
    target: float | None
    target_operator: str
    target_year: int | None
    target_in_force: bool
    target_legal_basis: str
    status: Status
    trend: list[TrendPoint]
    definition_vi: str
    definition_en: str
    as_of: datetime
    period: str
    period_from: date
    period_to: date


class AgencyFigure(BaseModel):
    """One agency's own records, without those of the agencies below it."""

    agency_id: UUID
    code: str
    name: str
    level: AgencyLevel
    numerator: int
    denominator: int
    percent: float | None
    status: Status


class EvidenceRow(BaseModel):
    """One record of the denominator. `reason` is a machine word; exactly one reason counts.

    `title` is empty where the reader may not see the agency's documents. For a person `title` is
    the name, `number_and_symbol` the staff code and `at` the moment the register was read for.
    """

    noun: Noun
    id: UUID
    title: str
    number_and_symbol: str | None
    at: datetime
    agency_name: str
    counted: bool
    reason: str
