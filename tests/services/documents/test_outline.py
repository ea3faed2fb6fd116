"""An outline becomes blocks; whatever does not look like a mark stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.administrative import Bullets, Heading, Paragraph, Run, Table
from services.documents.outline import inline, parse_outline


def test_numbered_lines_are_headings_by_their_mark() -> None:
    blocks = parse_outline("I. MỤC ĐÍCH\n\n1. Yêu cầu chung\n\na) Đối với cấp xã")
    assert [(one.kind, one.level) for one in blocks if isinstance(one, Heading)] == [
        ("heading", 1),
        ("heading", 2),
        ("heading", 3),
    ]


@pytest.mark.parametrize("line", ["1. Giao Phòng Nội vụ theo dõi.", "a) Gửi báo cáo; và:", "Xã"])
def test_a_line_that_ends_like_a_sentence_is_a_paragraph(line: str) -> None:
    assert parse_outline(line) == (Paragraph(text=line),)


def test_bullets_with_two_marks_become_two_lists() -> None:
    first, second = parse_outline("- một\n- hai\n  còn nữa\n+ ba")
    assert first == Bullets(items=("một", "hai còn nữa"))
    assert second == Bullets(items=("ba",), mark="+")


def test_table_takes_widths_sides_and_caption() -> None:
    (table,) = parse_outline("Bảng 1. Số liệu\n| TT | Tên | Số |\n|:-:|---|--:|\n| 1 | Mỹ An | |")
    assert isinstance(table, Table)
    assert table.caption == "Bảng 1. Số liệu"
    assert [(one.width, one.align) for one in table.columns] == [
        (1, "center"),
        (3, "left"),
        (2, "right"),
    ]
    assert table.rows == (("1", "Mỹ An", ""),)


def test_ragged_table_stays_text() -> None:
    (block,) = parse_outline("| a | b |\n|---|---|\n| c |")
    assert isinstance(block, Paragraph)


def test_marks_make_runs() -> None:
    assert inline("gửi **trước ngày 20** (*nếu có*)") == (
        Run(text="gửi "),
        Run(text="trước ngày 20", style="bold"),
        Run(text=" ("),
        Run(text="nếu có", style="italic"),
        Run(text=")"),
    )
    assert inline("2 * 3 * 4") == "2 * 3 * 4"


def test_centred_line() -> None:
    assert parse_outline(">> QUYẾT ĐỊNH: <<") == (Paragraph(text="QUYẾT ĐỊNH:", align="center"),)


@given(st.text(alphabet="ab |-+*:\n>.<1I)đ", max_size=60))
def test_no_text_is_refused(text: str) -> None:
    parse_outline(text)
