"""The one file that knows .xlsx (ECMA-376): tables out, rows in.

What comes in is hostile until it is read: its size is bounded packed and unpacked, entities are
refused, formulas are never evaluated and never taken for numbers. What goes out holds values only;
text that looks like a formula stays text, also when somebody edits its cell.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from services.errors import FileRefused

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 1024 * 1024
_MOST_UNPACKED = 8 * 1024 * 1024
_MOST_PARTS = 200
_MOST_ROWS, _MOST_COLUMNS = 500, 10
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Value = str | int | float | None
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Table:
    """`head`: how many of the rows are headings; `widths` in characters."""

    name: str
    rows: Sequence[Row]
    widths: Sequence[int]
    head: int


def write_tables(tables: Sequence[Table]) -> bytes:
    """One worksheet a table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        for number, row in enumerate(table.rows, start=1):
            for column, value in enumerate(row, start=1):
                _write(sheet.cell(number, column), value, bold=number <= table.head)
        for column, width in enumerate(table.widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = sheet.cell(table.head + 1, 3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_rows(data: bytes) -> list[list[Value]]:
    """The first worksheet's rows, as far as a form goes. Raises `FileRefused`."""
    _examine(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that are not read anyway
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            cells = list(_first(book).iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS))
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused("the file is not a readable .xlsx", code="not-xlsx") from error
    return [[_read(cell) for cell in row] for row in cells]


def whole_number(value: Value) -> int | None:
    """A whole number, typed as one or as text; None: nothing there. Raises `ValueError`."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value.strip()):
            raise ValueError(value)
        return int(value.strip())
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(value)
    return int(value)


def _write(cell: Any, value: Value, *, bold: bool) -> None:
    if isinstance(value, str):
        cell.value = _CONTROL.sub("", value)[:32_000]
        # Whatever it begins with: not a formula (openpyxl would make one of a leading "=").
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
        cell.number_format = "#,##0" if isinstance(value, int) else "0.00"
    if bold:
        cell.font = Font(bold=True)


def _first(book: Any) -> Worksheet:
    sheets: list[Worksheet] = book.worksheets
    if not sheets:
        raise FileRefused("the file has no worksheet", code="not-xlsx")
    return sheets[0]


def _read(cell: Cell) -> Value:
    value = cell.value
    if cell.data_type == "f" or not isinstance(value, str | int | float | None):
        raise FileRefused(f"cell {cell.coordinate} holds no plain value", code="formula")
    if isinstance(value, bool):
        raise FileRefused(f"cell {cell.coordinate} holds no plain value", code="formula")
    return value


def _examine(data: bytes) -> None:
    """Its size, packed and unpacked, before anything of it is believed."""
    if len(data) > MOST_BYTES:
        raise FileRefused("the file is too large for a form", code="form-too-large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > _MOST_UNPACKED:
                raise FileRefused("the file is too large for a form", code="form-too-large")
            if any(b"<!DOCTYPE" in packed.read(part) for part in parts):
                raise FileRefused("the file defines entities", code="not-xlsx")
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,  # zipfile's word for a compression or encryption it does not know
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise FileRefused("the file is not a readable .xlsx", code="not-xlsx") from error
