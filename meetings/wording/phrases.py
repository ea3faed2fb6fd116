"""Times, and blocks of text, as an office writes them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from auth.service import VIETNAM

Block = dict[str, Any]

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day_of(day: date) -> str:
    """`ngày 03 tháng 12 năm 2024`: days below 10 and the months 1 and 2 take a zero."""
    month = f"{day.month:02}" if day.month in {1, 2} else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def moment_of(moment: datetime) -> str:
    """`08 giờ 00 phút, ngày 03 tháng 12 năm 2024`."""
    there = moment.astimezone(VIETNAM)
    return f"{there.hour:02} giờ {there.minute:02} phút, {day_of(there.date())}"


def weekday_of(moment: datetime) -> str:
    return WEEKDAYS[moment.astimezone(VIETNAM).weekday()]


def paragraph(text: str) -> Block:
    return {"kind": "paragraph", "text": text}


def heading(text: str) -> Block:
    return {"kind": "heading", "level": 2, "text": text}


def named(label: str, text: str) -> Block:
    """A paragraph that begins with its subject in bold."""
    runs = [{"text": f"{label}: ", "style": "bold"}, {"text": text}]
    return {"kind": "paragraph", "text": runs}


def bullets(items: Iterable[str]) -> Block:
    return {"kind": "bullets", "items": list(items)}


def sentence_list(items: Sequence[str]) -> list[str]:
    """Each item ends with a semicolon, the last with a full stop."""
    ends = [";"] * (len(items) - 1) + ["."]
    return [item.rstrip(".;") + end for item, end in zip(items, ends, strict=True)]
