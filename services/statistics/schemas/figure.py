"""Shapes of figures, agencies and evidence."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from auth.models import AgencyLevel
from services.proving import ProofRead
from services.statistics.definitions import Noun
from services.statistics.forecast import Outlook
from services.statistics.models.indicators import Source, Unit
from services.statistics.status import Status


class SourceAsked(StrEnum):
    """`measured`: what this system computes; `all`: the whole plan; `guard`: the guards.

    Several may be asked for at once.
    """

    MEASURED = "measured"
    ALL = "all"
    GUARD = "guard"


class TrendPoint(BaseModel):
    """What stands at a monthly period; None where there is nothing to count.

    `of`: the period whose value it is. Of an indicator that agencies report for longer periods, the
    shortest that ends with the month.
    """

    period: str
    of: str
    percent: float | None


class Lag(BaseModel):
    """Seconds; half of the records, and 95 % of them, took no longer."""

    p50: float
    p95: float


class OtherPeriod(BaseModel):
    """The figure of another period. `difference`: percentage points the asked one is above it."""

    period: str
    period_from: date
    period_to: date
    numerator: int
    denominator: int
    percent: float | None
    difference: float | None


class ForecastRead(BaseModel):
    """The share in the month in which the next target falls due, if it goes on as it has.

    `months`: how many months with records it rests on (method: services/statistics/forecast.py).
    `reaches`: whether that meets the target. `path`: the months after those of the trend, of an
    indicator that is read alone.
    """

    outlook: Outlook
    target: float | None
    target_operator: str
    target_year: int | None
    months: int
    percent: float | None
    reaches: bool | None
    path: list[TrendPoint]


class EditionRead(BaseModel):
    """The last time at which something was new in the registers; `tree_size` of the journal then.

    0: the journal had no checkpoint yet.
    """

    number: int
    at: datetime
    tree_size: int


class FigureRead(BaseModel):
    """An indicator in a period: two numbers, the target it is judged by, and how it has gone.

    `percent` has two digits and is never rounded up. `reasons` adds up to the denominator.
    `provisional` is True while the period runs or a record is still being examined.
    `lag` is given of an indicator that is asked for by itself, where the time of each record is
    measured. `definition_version` is 0 for what agencies report. `target_in_force` is False where
    the first target is yet to come; it is judged by all the same. `previous`: the period before;
    `against`: the one asked for, or the same a year earlier. `as_of`: when it was read, from the
    registers as of `edition`.
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
    lag: Lag | None
    provisional: bool
    target: float | None
    target_operator: str
    target_year: int | None
    target_in_force: bool
    target_legal_basis: str
    status: Status
    trend: list[TrendPoint]
    forecast: ForecastRead
    previous: OtherPeriod
    against: OtherPeriod
    definition_vi: str
    definition_en: str
    definition_version: int
    as_of: datetime
    edition: EditionRead | None
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
    against: OtherPeriod


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


class RecordLine(BaseModel):
    """What was done with a record, with the proof that the journal has it.

    `proof.entry` is empty for who may not see the agency's documents; the proof holds for its hash.
    """

    at: datetime
    act: str
    agency_name: str | None
    proof: ProofRead


class RecordRead(BaseModel):
    """One record behind a figure. `lines`: newest first, without those who only looked."""

    record: EvidenceRow
    lines: list[RecordLine]
