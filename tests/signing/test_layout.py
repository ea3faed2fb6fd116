"""Finding the places for stamps, the wording of Decree 30, and secrecy marks."""

from datetime import date
from typing import Literal

import pytest

from signing.layout import decree, pages, placement, secrecy
from signing.layout.lines import Cell, Line, to_columns, to_rows
from signing.models import Placement
from tests.signing import office

SHEET = Placement(page=0, x1=0, y1=0, x2=595, y2=842)


def rows_of(pdf: bytes, *, page: int = 0) -> list[Line]:
    with pages.open_document(pdf) as document:
        return to_rows(pages.read_cells(document, page))


def typed(text: str, *, baseline: float = 700.0, left: float = 100.0) -> Line:
    """Return a line whose letters are six points wide."""
    cells = [
        Cell(
            text=letter,
            x1=left + index * 6,
            y1=baseline - 2,
            x2=left + index * 6 + 5.5,
            y2=baseline + 9,
            baseline=baseline,
            size=13,
        )
        for index, letter in enumerate(text)
    ]
    return Line(cells=tuple(cells))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_header_is_read_in_rows_and_columns(form: Literal["NFC", "NFD"]) -> None:
    rows = rows_of(office.plan_pdf(form=form))
    assert [column.text for column in to_columns(rows[1])] == [
        "HUYỆN THÁP MƯỜI",
        "Độc lập - Tự do - Hạnh phúc",
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("number", "day"),
    [
        (office.NUMBER, office.DATE),
        ("Số:#h(1cm)/QĐ-UBND-HC", "Tháp Mười, ngày ….. tháng ….. năm 2024"),
        ("Số: …./UBND-VX", "Tháp Mười, ngày ... tháng ... năm 20..."),
        ("Số: \\_\\_\\_/KH-UBND", "Tháp Mười, ngày~~~tháng~~~năm~"),
        ("Số: 01/KH-UBND", "Tháp Mười, ngày 05 tháng 11 năm 2024"),
    ],
)
def test_placeholders_are_found(number: str, day: str, form: Literal["NFC", "NFD"]) -> None:
    rows = rows_of(office.plan_pdf(number=number, date=day, form=form))
    found = placement.place_number(rows, sheet=SHEET)
    assert found.number.cover is not None
    assert found.date.cover is not None
    assert found.number.size == found.date.size == 13
    row = next(one for one in rows if "Số" in one.text)
    first = next(cell for cell in row.cells if cell.text == "S")
    place = next(cell for cell in row.cells if cell.text == "T")
    assert found.number.cover[0] <= first.x1
    assert found.number.cover[2] < found.date.cover[0]
    assert found.date.cover[0] == pytest.approx(place.x1, abs=1.5), "the place is covered too"
    for slot in (found.number, found.date):
        assert slot.cover is not None
        assert found.box.x1 <= slot.cover[0] < slot.cover[2] <= found.box.x2
        assert found.box.y1 <= slot.cover[1] < slot.cover[3] <= found.box.y2


def test_body_text_is_no_placeholder() -> None:
    rows = [
        typed("Căn cứ Kế hoạch số 12 của tỉnh", baseline=600),
        typed("hoàn thành trong tháng 12 năm 2024", baseline=580),
    ]
    found = placement.place_number(rows, sheet=SHEET)
    assert found.number.cover is None
    assert found.date.cover is None


def test_without_placeholder_the_standard_place_is_free() -> None:
    rows = rows_of(office.plan_pdf(number=" ", date=" "))
    motto = next(one for one in rows if "Hạnh phúc" in one.text)
    found = placement.place_number(rows, sheet=SHEET)
    assert found.number.cover is None
    assert found.number.baseline < motto.box[1]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_leader_stands_between_position_and_name(form: Literal["NFC", "NFD"]) -> None:
    rows = rows_of(office.plan_pdf(form=form))
    found = placement.place_leader(
        rows, page=0, sheet=SHEET, name="NGUYỄN THỊ  ÁNH TUYẾT", position="phó chủ tịch"
    )
    assert found is not None
    columns = [column for row in rows for column in to_columns(row)]
    name = next(one for one in columns if one.text == office.LEADER)
    position = next(one for one in columns if one.text == "PHÓ CHỦ TỊCH")
    assert name.box[3] < found.box.y1 < found.box.y2 < position.box[1]
    middle = (found.box.x1 + found.box.x2) / 2
    assert middle == pytest.approx((name.box[0] + name.box[2]) / 2, abs=1)


def test_a_mention_of_the_leader_is_no_signature_block() -> None:
    rows = [typed(f"Giao đồng chí {office.LEADER} chủ trì")]
    assert (
        placement.place_leader(rows, page=0, sheet=SHEET, name=office.LEADER, position="") is None
    )


def test_a_letter_split_from_its_mark_makes_no_space() -> None:
    # As pdfium reads a glyph that stands for two characters: each gets half of its box.
    letters = [("P", 0.0), ("h", 6.0), ("a", 12.0), ("\u0323", 15.5), ("m", 19.0)]
    cells = [
        Cell(text=text, x1=x, y1=0, x2=x + 3, y2=9, baseline=0, size=13) for text, x in letters
    ]
    cells[:2] = [cell._replace(x2=cell.x1 + 5.5) for cell in cells[:2]]
    assert to_rows(cells)[0].text == "Phạm"


def test_last_occurrence_of_the_name_counts() -> None:
    rows = [typed(office.LEADER, baseline=700), typed(office.LEADER, baseline=200)]
    found = placement.place_leader(rows, page=0, sheet=SHEET, name=office.LEADER, position="")
    assert found is not None
    assert 200 < found.box.y1 < 320


def test_seal_stays_on_the_page() -> None:
    leader = Placement(page=0, x1=5, y1=5, x2=100, y2=40)
    box = placement.place_seal(leader, diameter_mm=36, sheet=SHEET)
    assert box.x1 >= 0
    assert box.y1 >= 0
    assert box.height >= decree.mm(36)


@pytest.mark.parametrize(
    ("number", "wording"),
    [("1", "Số: 01/QĐ-UBND"), ("09", "Số: 09/QĐ-UBND"), ("115", "Số: 115/QĐ-UBND")],
)
def test_number(number: str, wording: str) -> None:
    assert decree.number_text(number, "QĐ-UBND") == wording


@pytest.mark.parametrize(
    ("day", "wording"),
    [
        (date(2024, 1, 9), "Tháp Mười, ngày 09 tháng 01 năm 2024"),
        (date(2024, 2, 10), "Tháp Mười, ngày 10 tháng 02 năm 2024"),
        (date(2024, 3, 1), "Tháp Mười, ngày 01 tháng 3 năm 2024"),
        (date(2024, 12, 31), "Tháp Mười, ngày 31 tháng 12 năm 2024"),
    ],
)
def test_date(day: date, wording: str) -> None:
    assert decree.date_text("Tháp Mười", day) == wording


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ("*MẬT*", "MẬT"),
        ("#rect[TỐI MẬT]", "TỐI MẬT"),
        ("#rect(stroke: red)[#text(fill: red)[TUYỆT MẬT]]", "TUYỆT MẬT"),
        ("#text(tracking: 6pt)[MẬT]", "MẬT"),
        ("Độ mật: không", None),
        ("Mật", None),
        ("HỎA TỐC", None),
        ("BẢO MẬT", None),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_secrecy_mark(mark: str, found: str | None, form: Literal["NFC", "NFD"]) -> None:
    # The body says "trừ văn bản mật" and "bảo mật thông tin".
    rows = rows_of(office.plan_pdf(mark=mark, form=form))
    assert secrecy.find_mark(rows, sheet=SHEET) == found


def test_mark_in_the_left_column_beside_the_motto() -> None:
    rows = rows_of(office.plan_pdf(number=r"Số: #h(9mm)/KH-UBND \ *MẬT*"))
    assert secrecy.find_mark(rows, sheet=SHEET) == "MẬT"


def test_mark_low_on_the_page_is_body_text() -> None:
    assert secrecy.find_mark([typed("MẬT", baseline=200)], sheet=SHEET) is None
