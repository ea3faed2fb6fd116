"""Indicators: figures, agencies, evidence."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.shape import Shape


class TrendPoint(Shape):
    period: str
    percent: float | None


class Figure(Shape):
    code: str
    name_vi: str
    name_en: str
    numerator: int
    denominator: int
    percent: float | None
    excluded: int
    reasons: dict[str, int]
    provisional: bool
    agency_name: str
    target: float | None
    target_operator: str
    target_year: int | None
    target_in_force: bool
    target_legal_basis: str
    status: str
    trend: list[TrendPoint]
    definition_vi: str
    definition_en: str
    as_of: datetime
    period: str
    period_from: date
    period_to: date


class AgencyFigure(Shape):
    agency_id: UUID
    code: str
    name: str
    level: str
    numerator: int
    denominator: int
    percent: float | None
    status: str


class Evidence(Shape):
    noun: str
    id: UUID
    title: str
    number_and_symbol: str | None
    at: datetime
    agency_name: str
    counted: bool
    reason: str
