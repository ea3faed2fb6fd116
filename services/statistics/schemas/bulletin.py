"""Shapes of published figures."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.statistics.status import Status

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000)]


class BulletinCreate(BaseModel, extra="forbid"):
    """`why`: needed from the second version of a period on, what was corrected."""

    period: str = Field(max_length=10)
    why: Why | None = None


class BulletinRow(BaseModel):
    """What was published, and on what it rests."""

    id: UUID
    agency_id: UUID
    agency_name: str
    period: str
    version: int
    why: str
    edition: int
    tree_size: int
    digest: str
    published_at: datetime
    publisher: str


class BulletinFigureRead(BaseModel):
    """One indicator of one agency, or of all of them (`whole`)."""

    indicator_code: str
    agency_id: UUID
    agency_name: str
    whole: bool
    numerator: int
    denominator: int
    percent: float | None
    reasons: dict[str, int]
    excluded: int
    evidence: str
    definition_version: int
    target: float | None
    target_operator: str
    target_year: int | None
    status: Status


class BulletinRead(BulletinRow):
    """`checkpoint`: the journal's signed note that was the newest then."""

    checkpoint: str
    figures: list[BulletinFigureRead]


class Difference(BaseModel):
    """A figure that is not what was published."""

    indicator_code: str
    agency_id: UUID
    whole: bool
    published: dict[str, Any] | None
    counted: dict[str, Any] | None


class RecountRead(BaseModel):
    """A publication counted again as of its edition; `digest` of what was counted now."""

    same: bool
    digest: str
    differences: list[Difference]
