"""Published figures, and a publication counted again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.web.shapes.shape import Shape


class BulletinRow(Shape):
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


class BulletinFigure(Shape):
    indicator_code: str
    agency_id: UUID
    agency_name: str
    whole: bool
    numerator: int
    denominator: int
    percent: float | None
    excluded: int
    evidence: str
    definition_version: int
    target: float | None
    target_operator: str
    target_year: int | None
    status: str


class Bulletin(BulletinRow):
    checkpoint: str
    figures: list[BulletinFigure]


class Difference(Shape):
    indicator_code: str
    agency_id: UUID
    whole: bool
    published: dict[str, Any] | None
    counted: dict[str, Any] | None


class Recount(Shape):
    same: bool
    digest: str
    differences: list[Difference]
