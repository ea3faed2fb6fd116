"""Forms as spreadsheets: out, filled in elsewhere, and in again; whatever else comes is refused."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from services.errors import FileRefused
from services.reporting.spreadsheet import Table, read_rows, whole_number, write_tables
from tests.office import Office, etag, only
from tests.reports import OPENER, door, opened, read, report_of, submitted

CLERK = "vanthu.myhoa"
CELLS = st.one_of(
    st.none(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
)

# Made once: it holds the time it was made at.
WHOLE_FILE = write_tables([Table("Bảng", [["Mã biểu", "a"], ["G01", 1]], [10], 1)])


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def form_of(office: Office, report: dict[str, Any]) -> Any:
    clerk = await office.sign_in(CLERK)
    answer = await clerk.get(door(report) + "/form.xlsx")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    return load_workbook(io.BytesIO(answer.content))


async def brought(office: Office, report: dict[str, Any], content: bytes) -> Any:
    clerk = await office.sign_in(CLERK)
    now = await read(office, CLERK, report)
    return await clerk.put(door(report) + "/form.xlsx", content=content, headers=etag(now))


async def test_the_form_goes_out_and_comes_back(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    book = await form_of(office, report)
    sheet = book.worksheets[0]
    codes = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    assert list(codes) == ["G01", "G02", "E12"]
    sheet.cell(codes["G01"], 3).value, sheet.cell(codes["G01"], 4).value = 45, 60
    sheet.cell(codes["E12"], 3).value, sheet.cell(codes["E12"], 4).value = "-3", 100.0
    sheet.cell(codes["E12"], 5).value = "Giảm do bão"
    answer = await brought(office, report, saved(book))
    assert answer.status_code == 200, answer.text
    lines = answer.json()["lines"]
    assert only(lines, indicator_code="G01")["percent"] == 75.0
    growth = only(lines, indicator_code="E12")
    assert (growth["numerator"], growth["note"]) == (-3, "Giảm do bão")
    assert only(lines, indicator_code="G02")["denominator"] is None  # left empty: left as it was


async def test_what_is_no_form_of_this_report_is_refused(office: Office) -> None:
    period = await opened(office)
    report = report_of(period, "Mỹ Hòa")

    async def reason(content: bytes) -> tuple[int, str]:
        answer = await brought(office, report, content)
        said = answer.json()
        return answer.status_code, said.get("reason") or said["errors"][0]["detail"]

    book = await form_of(office, report)
    assert await reason(saved(book)) == (415, "empty-form")
    sheet = book.worksheets[0]
    sheet.cell(4, 3).value, sheet.cell(4, 4).value = "=45", 60
    assert await reason(saved(book)) == (415, "formula")
    sheet.cell(4, 3).value = "bốn mươi"
    assert await reason(saved(book)) == (400, "is not a whole number")
    sheet.cell(4, 3).value = 61
    assert await reason(saved(book)) == (400, "the numerator is not within the denominator")
    sheet.cell(4, 3).value = 45
    sheet.cell(2, 2).value = report_of(period, "Thanh Mỹ")["id"]
    assert await reason(saved(book)) == (415, "another-form")
    assert await reason(b"a, b, c") == (415, "not-xlsx")
    assert await reason(saved(Workbook())) == (415, "another-form")
    answer = await brought(office, report, b"0" * (1024 * 1024 + 1))
    assert answer.status_code == 413


async def test_the_sheet_has_every_agency_and_who_is_missing(office: Office) -> None:
    period = await opened(office)
    report = report_of(period, "Mỹ Hòa")
    await submitted(office, report)
    opener = await office.sign_in(OPENER)
    await opener.post(door(report) + "/accept")
    answer = await opener.get(f"/reporting-periods/{period['id']}/sheet.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    whole, missing = book.worksheets
    rows = [[cell.value for cell in row] for row in whole.iter_rows(min_row=4)]
    assert rows[1][:5] == [
        "G02", "Hồ sơ thủ tục hành chính xử lý hoàn toàn trực tuyến", 900, 1200, 75,
    ]  # fmt: skip
    assert [row[0].value for row in missing.iter_rows(min_row=2)] == [
        "Ủy ban nhân dân huyện Tháp Mười",
        "Ủy ban nhân dân xã Thanh Mỹ",
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=10))
def test_whatever_is_written_is_read_as_what_it_is(rows: list[list[Any]]) -> None:
    """Text that looks like a formula stays text; a cell of the program stays what it was."""
    content = write_tables([Table("Bảng", rows, widths=[10], head=1)])
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    found = read_rows(content)
    for given_row, row in zip(rows, found, strict=False):
        assert [*given_row, *[None] * 10][: len(row)] == row


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_broken_file_is_refused_and_nothing_else_happens(data: st.DataObject) -> None:
    content = bytearray(WHOLE_FILE)
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        rows = read_rows(bytes(content[: data.draw(st.integers(0, len(content)))]))
    except FileRefused:
        return
    assert all(isinstance(cell, str | int | float | None) for row in rows for cell in row)


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts in place of those of a file that is right."""
    right = write_tables([Table("Bảng", [["a"]], [10], 1)])
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(right)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed({"xl/worksheets/sheet1.xml": b" " * 200_000_000})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(FileRefused) as refused:
        read_rows(bomb)
    assert refused.value.code == "form-too-large"
    many = packed({f"xl/media/{n}.bin": b"" for n in range(300)})
    with pytest.raises(FileRefused) as refused:
        read_rows(many)
    assert refused.value.code == "form-too-large"


def test_entities_are_not_expanded() -> None:
    laughs = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>
    </worksheet>"""
    with pytest.raises(FileRefused) as refused:
        read_rows(packed({"xl/worksheets/sheet1.xml": laughs}))
    assert refused.value.code == "not-xlsx"


def test_whole_numbers_as_they_are_typed() -> None:
    assert [whole_number(one) for one in (5, 5.0, " -12 ", "", None)] == [5, 5, -12, None, None]
    for wrong in ("5.5", 5.5, "1e9", "５", "9" * 16):
        with pytest.raises(ValueError, match=r".*"):
            whole_number(wrong)
