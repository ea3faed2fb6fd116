"""Any text becomes a conforming PDF; the layout keeps the decree's rules."""

from datetime import UTC, date, datetime

import page
import pytest

from services.documents.administrative import (
    TEMPLATE,
    AdministrativeDocument,
    Picture,
    typeset_administrative,
)
from services.typesetting import TypesettingError, typeset
from tests.corpus.reading import find_box, fonts, page_texts

NOW = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
HOSTILE = [
    '#let x = 1; $a^2$ *b* _c_ `d` \\ @e <f> [g] {h} "i"',
    '#read("/etc/passwd") ../../x //y /* z */ \\u{41}',
    "a\x00b\x07c\x1bd\ud800e\ue000f\u200b\u202eg\ufeffh",
    "漢字 и ελληνικά 😀 ✓ ☐ → ≤ ½ ² № €",
    "Chư\u031b\u0323 \u0301\u0301\u0301 y\u0336\u0489",
    "",
    "w" * 3000,
]


def _document(**changes: object) -> AdministrativeDocument:
    facts: dict[str, object] = {
        "type_name": "BÁO CÁO",
        "abstract": "Kết quả công tác",
        "symbol": "BC-UBND",
        "agency": "ỦY BAN NHÂN DÂN\nXÃ MỸ HÒA",
        "place": "Mỹ Hòa",
        "year": 2024,
        "blocks": [{"kind": "paragraph", "text": "Nội dung./."}],
        "receivers": ["Như trên;", "Lưu: VT."],
        "signature": {"authority": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "name": "Lê Thị Hòa"},
    }
    return AdministrativeDocument.model_validate(facts | changes)


def _conforms(pdf: bytes) -> bool:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_2B)
    return bool(report.is_compliant)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_in_any_place_becomes_a_conforming_file(text: str) -> None:
    document = _document(
        type_name=text,
        abstract=text,
        symbol=text,
        superior=text,
        agency=text,
        place=text,
        mark=text,
        addressees=[text, text],
        receivers=[text],
        signature={"authority": [text], "name": text},
        blocks=[
            {"kind": "heading", "level": 1, "text": text},
            {"kind": "bullets", "items": [text], "mark": text},
            {"kind": "table", "columns": [{"title": text}], "rows": [[text]], "caption": text},
            {"kind": "paragraph", "text": [{"text": text, "style": "bold"}]},
        ],
    )
    assert _conforms(typeset_administrative(document, now=NOW))


def test_endless_word_stays_on_the_page() -> None:
    address = "https://vanban.thapmuoi.example/" + "x" * 200 + "/het"
    pdf = typeset_administrative(
        _document(blocks=[{"kind": "paragraph", "text": address}]), now=NOW
    )
    assert find_box(pdf, "/het").right < 210 / 25.4 * 72


def test_code_in_a_text_is_shown_and_not_run() -> None:
    document = _document(blocks=[{"kind": "paragraph", "text": "#(1 + 1) và *đậm*"}])
    assert "#(1 + 1) và *đậm*" in page_texts(typeset_administrative(document, now=NOW))[0]


@pytest.mark.parametrize("style", ["plain", "bold", "italic"])
def test_every_vietnamese_letter_has_a_glyph(style: str) -> None:
    small = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    runs = [{"text": " ".join(small + small.upper()), "style": style}]
    pdf = typeset_administrative(_document(blocks=[{"kind": "paragraph", "text": runs}]), now=NOW)
    text = page_texts(pdf)[0].replace(" ", "")
    assert small in text
    assert small.upper() in text
    assert {name.partition("-")[0] for name in fonts(pdf)} == {"LibertinusSerif"}


def test_same_input_gives_the_same_bytes() -> None:
    first = typeset_administrative(_document(), now=NOW)
    assert typeset_administrative(_document(), now=NOW) == first
    assert first.endswith(b"%%EOF\n")


def test_stream_data_ending_in_cr_keeps_the_file_conforming() -> None:
    files = (
        typeset_administrative(_document(abstract=f"Kết quả lần {number}"), now=NOW)
        for number in range(1000)
    )
    file = next(one for one in files if b"\r\r\nendstream" in one)
    assert _conforms(file)
    assert "Kết quả lần" in page_texts(file)[0]


def test_what_is_not_given_yet_is_a_gap() -> None:
    document = _document()
    assert document.number_line == "Số:          /BC-UBND"
    assert document.date_line == "Mỹ Hòa, ngày      tháng      năm 2024"


def test_given_number_and_date_are_written_as_the_decree_asks() -> None:
    document = _document(number=5, issued_on=date(2024, 2, 3))
    text = page_texts(typeset_administrative(document, now=NOW))[0]
    assert "Số: 05/BC-UBND" in text
    assert "Mỹ Hòa, ngày 03 tháng 02 năm 2024" in text


def test_letter_shows_its_abstract_below_the_number() -> None:
    pdf = typeset_administrative(_document(type_name=None, abstract="mời họp"), now=NOW)
    number, about = find_box(pdf, "/BC-UBND"), find_box(pdf, "V/v mời họp")
    assert 0 < number.bottom - about.top < 20


@pytest.mark.parametrize("paragraphs", range(10, 30))
def test_signature_is_whole_and_never_alone(paragraphs: int) -> None:
    body = [{"kind": "paragraph", "text": f"Đoạn thứ {n}." * 12} for n in range(paragraphs)]
    pages = page_texts(typeset_administrative(_document(blocks=body), now=NOW))
    signed = next(one for one in pages if "Nơi nhận:" in one)
    assert f"Đoạn thứ {paragraphs - 1}." in signed.partition("Nơi nhận:")[0]
    assert "Lê Thị Hòa" in signed


@pytest.mark.parametrize("rows", [1, 2, 20, 40, 41, 42, 43, 44, 90])
def test_signature_after_a_table_has_rows_above_it(rows: int) -> None:
    cells = [[f"Hàng {n}"] for n in range(rows)]
    body = [{"kind": "table", "columns": [{"title": "Tên"}], "rows": cells}]
    pages = page_texts(typeset_administrative(_document(blocks=body), now=NOW))
    signed = next(one for one in pages if "Nơi nhận:" in one)
    assert f"Hàng {rows - 1}" in signed.partition("Nơi nhận:")[0]


def test_document_without_text_is_set() -> None:
    assert "Nơi nhận:" in page_texts(typeset_administrative(_document(blocks=[]), now=NOW))[0]


def test_picture_is_placed() -> None:
    picture = Picture(file="dot.png", content=PIXEL, alt="Một điểm", width=20)
    pdf = typeset_administrative(_document(blocks=[picture]), now=NOW)
    assert b"/Subtype/Image" in pdf
    assert _conforms(pdf)


def test_data_that_does_not_fit_the_template_raises() -> None:
    with pytest.raises(TypesettingError, match="administrative"):
        typeset(TEMPLATE, {"title": "Thiếu mọi thứ"}, now=NOW)
