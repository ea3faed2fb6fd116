"""The form of one agency, and the consolidated sheet, as spreadsheets."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.service import VIETNAM
from services.errors import FileRefused
from services.reporting import access
from services.reporting.errors import FieldRefused
from services.reporting.models.period import ReportingPeriod
from services.reporting.models.states import IndicatorUnit
from services.reporting.repository.directory import list_agencies
from services.reporting.schemas.report import LARGEST, LineEntry, ReportLineRead
from services.reporting.schemas.sheet import SheetCell, SheetColumn, SheetRead
from services.reporting.service.reading_reports import read_lines
from services.reporting.spreadsheet import Row, Table, Value, read_rows, whole_number, write_tables
from services.reporting.wording import STATES

FORM_NAME = "bieu-mau.xlsx"
SHEET_NAME = "tong-hop.xlsx"
_KEY = "Mã biểu"
_HEAD: list[Value] = [
    "Mã", "Chỉ tiêu", "Tử số", "Mẫu số", "Ghi chú", "Kỳ trước: tử số", "Kỳ trước: mẫu số",
]  # fmt: skip
_COLUMNS = 5  # that are read


async def write_form(*, session: AsyncSession, actor: Actor, report_id: UUID) -> bytes:
    """To fill in without the system, and to bring back."""
    report, period = await access.access_report(session, actor, report_id)
    lines = await read_lines(session, report, period)
    agencies = await list_agencies(session, {report.agency_id})
    await session.commit()  # what follows needs no transaction
    rows: list[Row] = [
        [period.title, agencies[report.agency_id].name],
        [_KEY, str(report.id)],
        _HEAD,
        *(_form_row(line) for line in lines),
    ]
    table = Table("Biểu mẫu", rows, widths=[10, 60, 16, 16, 40, 16, 16], head=3)
    return await asyncio.to_thread(write_tables, [table])


def _form_row(line: ReportLineRead) -> list[Value]:
    growth = " (mức tăng; mức năm trước)" if line.unit is IndicatorUnit.GROWTH else ""
    return [
        line.indicator_code, line.name_vi + growth, line.numerator, line.denominator, line.note,
        line.proposed_numerator, line.proposed_denominator,
    ]  # fmt: skip


async def read_form(data: bytes, *, report_id: UUID) -> list[LineEntry]:
    """The lines of a form that was brought back. Raises `FileRefused` or `FieldRefused`."""
    rows = await asyncio.to_thread(read_rows, data)
    keys = [row[1] for row in rows if row and row[0] == _KEY]
    if keys != [str(report_id)]:
        raise FileRefused("it is not the form of this report", code="another-form")
    begin = next((n for n, row in enumerate(rows) if row[:_COLUMNS] == _HEAD[:_COLUMNS]), None)
    if begin is None:
        raise FileRefused("the headings are not those of the form", code="another-form")
    found = [_entry(row) for row in rows[begin + 1 :] if row and row[0]]
    entries = [entry for entry in found if entry.denominator is not None or entry.note]
    if not entries:
        raise FileRefused("no line of the form is filled in", code="empty-form")
    if len({entry.indicator_code for entry in entries}) != len(entries):
        raise FileRefused("an indicator stands in it twice", code="another-form")
    return entries


def _entry(row: list[Value]) -> LineEntry:
    code, _, numerator, denominator, note = (*row, *[None] * _COLUMNS)[:_COLUMNS]
    return LineEntry.model_construct(
        indicator_code=str(code)[:10],
        numerator=_number(str(code), numerator),
        denominator=_number(str(code), denominator),
        note=" ".join(str(note or "").split())[:1000],
    )


def _number(code: str, value: Value) -> int | None:
    try:
        number = whole_number(value)
    except (ValueError, OverflowError) as error:
        raise FieldRefused(code[:10], "is not a whole number") from error
    if number is not None and abs(number) > LARGEST:
        raise FieldRefused(code[:10], "is too large")
    return number


async def write_sheet(
    session: AsyncSession, period: ReportingPeriod, sheet: SheetRead, *, now: datetime
) -> bytes:
    """Every indicator and agency, and on a second worksheet who is missing."""
    await session.commit()  # what follows needs no transaction
    names: list[Value] = ["Mã", "Chỉ tiêu", "Toàn địa bàn", None, None]
    parts: list[Value] = [None, None, "Tử số", "Mẫu số", "Tỷ lệ (%)"]
    for column in sheet.columns:
        names += [column.name, None]
        parts += ["Tử số", "Mẫu số"]
    made = now.astimezone(VIETNAM)
    head: list[Row] = [[period.title, f"Lập lúc {made:%H:%M %d/%m/%Y}"], names, parts]
    body = [
        [row.indicator_code, row.name_vi, *_pair(row.total), row.total.percent,
         *(value for cell in row.cells for value in _pair(cell))]
        for row in sheet.rows
    ]  # fmt: skip
    widths = [8, 50, *([14] * (3 + 2 * len(sheet.columns)))]
    missing: list[Row] = [
        ["Cơ quan", "Tình trạng", "Quá hạn"],
        *(_missing(one) for one in sheet.missing),
    ]
    tables = [
        Table("Tổng hợp", [*head, *body], widths=widths, head=3),
        Table("Chưa có số liệu", missing, widths=[50, 30, 12], head=1),
    ]
    return await asyncio.to_thread(write_tables, tables)


def _pair(cell: SheetCell) -> tuple[Value, Value]:
    return cell.numerator, cell.denominator


def _missing(column: SheetColumn) -> list[Value]:
    return [column.name, STATES[column.state], "Quá hạn" if column.late else ""]
