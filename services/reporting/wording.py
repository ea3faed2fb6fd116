"""What the documents of reporting say: blocks that the document service sets (Decree 30/2020).

Numbers as an office writes them: 1.234 and 85,5 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.percent import percent_of
from services.periods import Period
from services.reporting.figures import KnownFigure
from services.reporting.models.period import ReportingQuestion
from services.reporting.models.report import ReportEvidence, ReportLine
from services.reporting.models.states import IndicatorUnit, ReportState

Block = dict[str, Any]

PILLARS = {
    "G": "Chính quyền số",
    "E": "Kinh tế số",
    "S": "Xã hội số",
    "X": "Lĩnh vực ưu tiên",
}
STATES = {
    ReportState.WAITING: "Chưa nhập",
    ReportState.DRAFT: "Đang nhập",
    ReportState.SIGNING: "Đang trình ký",
    ReportState.SUBMITTED: "Đã gửi, chờ chấp nhận",
    ReportState.ACCEPTED: "Đã chấp nhận",
    ReportState.RETURNED: "Bị trả lại",
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
_COLUMNS: list[Block] = [
    {"title": "Mã", "width": 1.1, "align": "center"},
    {"title": "Chỉ tiêu", "width": 6},
    {"title": "Tử số", "width": 2, "align": "right"},
    {"title": "Mẫu số", "width": 2, "align": "right"},
    {"title": "Tỷ lệ", "width": 1.8, "align": "right"},
]
_NOTE: Block = {"title": "Ghi chú", "width": 3}
_EVIDENCE: list[Block] = [
    {"title": "Chỉ tiêu", "width": 1, "align": "center"},
    {"title": "Tệp", "width": 3},
    {"title": "SHA-256", "width": 5},
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """What an agency's report says."""

    period: Period
    title: str
    consolidator: str
    questions: Sequence[ReportingQuestion]
    lines: Mapping[str, ReportLine]
    evidence: Sequence[ReportEvidence]
    known: Sequence[KnownFigure]


def whole(value: int | None) -> str:
    return "" if value is None else f"{value:,}".replace(",", ".")


def percent(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " %"


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def paragraph(text: str) -> Block:
    return {"kind": "paragraph", "text": text}


def heading(text: str) -> Block:
    return {"kind": "heading", "level": 1, "text": text}


def about(subject: str, title: str) -> str:
    """An abstract below the type name BÁO CÁO: `Số liệu các chỉ tiêu … tháng 11 năm 2024`."""
    usual = "Báo cáo "
    if title.startswith(usual):
        return f"{subject} {title.removeprefix(usual)}"
    return f"{subject}: {title}"


def write_form(content: FormContent) -> list[Block]:
    """An agency's report: its numbers by pillar, what the system counted, and what proves them."""
    numbers = iter(_ROMAN)
    blocks = [
        paragraph(
            f"Thực hiện yêu cầu báo cáo của {content.consolidator} ({content.title}), cơ quan báo "
            f"cáo số liệu từ ngày {day(content.period.first)} đến hết ngày "
            f"{day(content.period.last)} như sau:"
        )
    ]
    for pillar, name in PILLARS.items():
        asked = [row for row in content.questions if row.pillar == pillar]
        if asked:
            rows = [_form_row(row, content.lines[row.indicator_code]) for row in asked]
            blocks += [
                heading(f"{next(numbers)}. {name.upper()}"),
                {"kind": "table", "columns": [*_COLUMNS, _NOTE], "rows": rows, "size": 11},
            ]
    counted = [figure for figure in content.known if figure.denominator]
    if counted:
        blocks += [
            heading(f"{next(numbers)}. SỐ LIỆU DO HỆ THỐNG TÍNH"),
            {"kind": "table", "columns": _COLUMNS, "rows": [_known_row(row) for row in counted],
             "size": 11},
        ]  # fmt: skip
    if content.evidence:
        blocks += [
            heading(f"{next(numbers)}. MINH CHỨNG"),
            {"kind": "table", "columns": _EVIDENCE, "size": 9, "rows": [
                [row.indicator_code, row.filename, row.digest] for row in content.evidence
            ]},
        ]  # fmt: skip
    return [*blocks, paragraph(f"Trên đây là báo cáo của cơ quan, gửi {content.consolidator}./.")]


def _form_row(question: ReportingQuestion, line: ReportLine) -> list[str]:
    return [
        question.indicator_code,
        _named(question),
        whole(line.numerator),
        whole(line.denominator),
        percent(percent_of(line.numerator or 0, line.denominator or 0)),
        line.note,
    ]


def _named(question: ReportingQuestion) -> str:
    if question.unit is IndicatorUnit.GROWTH:
        return f"{question.name_vi} (mức tăng so với năm trước; mức của năm trước)"
    return question.name_vi


def _known_row(figure: KnownFigure) -> list[str]:
    return [
        figure.code,
        figure.name_vi,
        whole(figure.numerator),
        whole(figure.denominator),
        percent(figure.percent),
    ]
