"""Shapes of a definition in writing."""

from datetime import date

from pydantic import BaseModel

from auth.models import AgencyLevel
from services.statistics.models.indicators import Source, Unit


class TargetRead(BaseModel):
    """What the indicator shall reach in `year`; in force on the days between, both inside."""

    year: int
    operator: str
    value: float
    legal_basis: str
    note: str
    valid_from: date
    valid_to: date | None


class WordingRead(BaseModel):
    """Part by part. `time`: the day a record is counted by."""

    numerator: str
    denominator: str
    time: str
    excluded: str


class DefinitionRead(BaseModel):
    """How an indicator is computed. `version` 0, no wording and no reasons: agencies report it.

    `counted`: the reasons that put a record in the numerator; `provisional`: those that still may.
    `level`: of the agencies it speaks of; None: all.
    """

    code: str
    name_vi: str
    name_en: str
    pillar: str
    source: Source
    unit: Unit
    level: AgencyLevel | None
    version: int
    wording_vi: WordingRead | None
    wording_en: WordingRead | None
    counted: list[str]
    provisional: list[str]
    targets: list[TargetRead]
