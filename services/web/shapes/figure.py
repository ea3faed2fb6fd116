"""Indicators: figures, agencies, evidence."""

from datetime import date, datetime
from uuid import UUID

from services.web.shapes.journal import Proof
from services.web.shapes.shape import Shape


class TrendPoint(Shape):
    """`of`: the period whose value stands at the month `period`."""

    period: str
    of: str
    percent: float | None


class Lag(Shape):
    """Seconds; half of the records, and 95 % of them, took no longer."""

    p50: float
    p95: float


class OtherPeriod(Shape):
    """`difference`: percentage points that the figure asked for is above this one."""

    period: str
    numerator: int
    denominator: int
    percent: float | None
    difference: float | None


class Forecast(Shape):
    outlook: str
    target: float | None
    target_operator: str
    target_year: int | None
    months: int
    percent: float | None
    reaches: bool | None
    path: list[TrendPoint]


class Edition(Shape):
    number: int
    at: datetime
    tree_size: int


class Figure(Shape):
    code: str
    name_vi: str
    name_en: str
    pillar: str
    source: str
    level: str | None
    numerator: int
    denominator: int
    percent: float | None
    excluded: int
    reasons: dict[str, int]
    lag: Lag | None
    provisional: bool
    agency_name: str
    target: float | None
    target_operator: str
    target_year: int | None
    target_in_force: bool
    target_legal_basis: str
    status: str
    trend: list[TrendPoint]
    forecast: Forecast
    previous: OtherPeriod
    against: OtherPeriod
    definition_vi: str
    definition_en: str
    definition_version: int
    as_of: datetime
    edition: Edition | None
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
    against: OtherPeriod


class Evidence(Shape):
    noun: str
    id: UUID
    title: str
    number_and_symbol: str | None
    at: datetime
    agency_name: str
    counted: bool
    reason: str


class RecordLine(Shape):
    at: datetime
    act: str
    agency_name: str | None
    proof: Proof


class Record(Shape):
    record: Evidence
    lines: list[RecordLine]


class Target(Shape):
    year: int
    operator: str
    value: float
    legal_basis: str
    note: str
    valid_from: date
    valid_to: date | None


class Wording(Shape):
    numerator: str
    denominator: str
    time: str
    excluded: str


class Definition(Shape):
    code: str
    name_vi: str
    name_en: str
    pillar: str
    source: str
    level: str | None
    version: int
    wording_vi: Wording | None
    wording_en: Wording | None
    counted: list[str]
    provisional: list[str]
    targets: list[Target]
