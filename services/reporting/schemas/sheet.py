"""The consolidated sheet: what all agencies of a period reported."""

from uuid import UUID

from pydantic import BaseModel

from services.reporting.models.states import IndicatorUnit, ReportState


class SheetColumn(BaseModel):
    """One agency. `counts`: its numbers were accepted and are in the sums."""

    report_id: UUID
    agency_id: UUID
    code: str
    name: str
    state: ReportState
    late: bool
    counts: bool


class SheetCell(BaseModel):
    """None where the agency has not sent a number yet."""

    numerator: int | None
    denominator: int | None
    percent: float | None


class SheetRow(BaseModel):
    """`cells` in the order of the columns; `total` of the accepted ones."""

    indicator_code: str
    pillar: str
    unit: IndicatorUnit
    name_vi: str
    name_en: str
    cells: list[SheetCell]
    total: SheetCell


class SheetRead(BaseModel):
    """`missing`: agencies whose numbers are not in the sums, and the state of their report."""

    period_id: UUID
    columns: list[SheetColumn]
    rows: list[SheetRow]
    missing: list[SheetColumn]
