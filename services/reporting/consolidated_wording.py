"""The consolidated Báo cáo: the plan's indicators by pillar, and who has not reported.

Form 1.4 of Decree 30/2020, appendix III (a document with a type name). A bar stands for each share,
with a mark at its target; the table below it has every number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.periods import Period
from services.reporting.figures import KnownFigure
from services.reporting.wording import PILLARS, Block, day, heading, paragraph, percent, whole

_ROMAN = ("I", "II", "III", "IV", "V", "VI")
_STATUSES = {
    "met": "Đạt",
    "on_track": "Đúng tiến độ",
    "at_risk": "Có nguy cơ",
    "behind": "Chậm",
    "no_data": "Chưa có số liệu",
}
_OPERATORS = {">=": "≥ ", ">": "> ", "=": ""}
_COLUMNS: list[Block] = [
    {"title": "Mã", "width": 1.2, "align": "center"},
    {"title": "Chỉ tiêu", "width": 5.4},
    {"title": "Tử số", "width": 1.9, "align": "right"},
    {"title": "Mẫu số", "width": 1.9, "align": "right"},
    {"title": "Tỷ lệ", "width": 1.7, "align": "right"},
    {"title": "Mục tiêu", "width": 1.7, "align": "right"},
    {"title": "Kết quả", "width": 2.2},
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """`missing`: an agency, and why its numbers are not among them."""

    period: Period
    title: str
    agency: str
    figures: Sequence[KnownFigure]
    reported: int
    asked: int
    missing: Sequence[tuple[str, str]]


def write_consolidated(content: Consolidated) -> list[Block]:
    numbers = iter(_ROMAN)
    known = [figure for figure in content.figures if figure.percent is not None]
    met = sum(figure.status == "met" for figure in known)
    blocks = [
        paragraph(
            f"{content.agency} báo cáo kết quả thực hiện các chỉ tiêu chuyển đổi số, số liệu từ "
            f"ngày {day(content.period.first)} đến hết ngày {day(content.period.last)}. Trong "
            f"{len(content.figures)} chỉ tiêu của kế hoạch có {len(known)} chỉ tiêu đã có số liệu, "
            f"{met} chỉ tiêu đạt mục tiêu. {content.reported}/{content.asked} cơ quan đã gửi báo "
            "cáo và được chấp nhận."
        )
    ]
    for pillar, name in PILLARS.items():
        rows = [figure for figure in content.figures if figure.pillar == pillar]
        if rows:
            blocks += _pillar(f"{next(numbers)}. {name.upper()}", name, rows)
    blocks.append(heading(f"{next(numbers)}. TÌNH HÌNH GỬI BÁO CÁO"))
    if content.missing:
        blocks += [
            paragraph("Số liệu trên chưa gồm số liệu của các cơ quan sau:"),
            {"kind": "bullets", "items": [f"{who}: {why}" for who, why in content.missing]},
        ]
    else:
        blocks.append(paragraph("Tất cả các cơ quan được yêu cầu đã gửi báo cáo."))
    return [*blocks, paragraph(f"Trên đây là {content.title.lower()} của {content.agency}./.")]


def _pillar(title: str, name: str, figures: Sequence[KnownFigure]) -> list[Block]:
    known = [figure for figure in figures if figure.percent is not None]
    blocks = [heading(title)]
    if known:
        blocks.append(
            {
                "kind": "bars",
                "caption": f"Tỷ lệ đạt được và mục tiêu (vạch đứng): {name}",
                "bars": [
                    {
                        "label": figure.code,
                        "value": _within(figure.percent),
                        "target": _within(figure.target) if figure.target is not None else None,
                        "text": percent(figure.percent),
                    }
                    for figure in known
                ],
            }
        )
    table = {"kind": "table", "columns": _COLUMNS, "rows": list(map(_row, figures)), "size": 10.5}
    return [*blocks, table]


def _within(value: float | None) -> float:
    return min(max(value or 0.0, 0.0), 100.0)


def _row(figure: KnownFigure) -> list[str]:
    is_known = figure.percent is not None
    return [
        figure.code,
        figure.name_vi,
        whole(figure.numerator) if is_known else "",
        whole(figure.denominator) if is_known else "",
        percent(figure.percent),
        f"{_OPERATORS.get(figure.target_operator, '')}{percent(figure.target)}",
        _STATUSES.get(figure.status, ""),
    ]
