"""Dates, numbers and sizes as they are read in an office: Vietnam time, day first."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.web.translations import Translator

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_KILO = 1024


def day(value: date | datetime | None) -> str:
    """`17/04/2024`; a time is taken to its day in Vietnam."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM)
    return value.strftime("%d/%m/%Y")


def clock(value: datetime | None) -> str:
    """`08:30`."""
    return "" if value is None else value.astimezone(VIETNAM).strftime("%H:%M")


def moment(value: datetime | None) -> str:
    """`08:30 17/04/2024`."""
    return "" if value is None else f"{clock(value)} {day(value)}"


def exact(value: date | datetime | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def percent(value: float | None, language: str) -> str:
    """`87,5 %` in Vietnamese, `87.5%` in English; one decimal only where it says something."""
    if value is None:
        return "–"
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") + "\u00a0%" if language == "vi" else text + "%"


def points(value: float | None, translator: Translator) -> str:
    """`+2,5 điểm %`: the difference of two percentages, always with its sign."""
    if value is None:
        return "–"
    text = f"{value:+.1f}".removesuffix(".0").replace("-", "−")
    if text in {"+0", "−0"}:
        return translator.gettext("không đổi")
    if translator.language == "vi":
        text = text.replace(".", ",")
    return translator.gettext("%(number)s điểm %%") % {"number": text}


def whole(value: int, language: str) -> str:
    """`12.480` in Vietnamese, `12,480` in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "vi" else text


def lasting(seconds: float, translator: Translator) -> str:
    """`12 phút`, `3,5 giờ`, `2 ngày`; never more exact than people speak."""
    hour, day_long = 3600, 86_400
    if seconds < hour:
        minutes = max(1, round(seconds / 60))
        return translator.gettext("%(number)s phút") % {"number": minutes}
    is_short = seconds < day_long
    number = f"{seconds / (hour if is_short else day_long):.1f}".removesuffix(".0")
    if translator.language == "vi":
        number = number.replace(".", ",")
    if is_short:
        return translator.gettext("%(number)s giờ") % {"number": number}
    return translator.gettext("%(number)s ngày") % {"number": number}


def size(value: int, language: str) -> str:
    """`1,4 MB`."""
    if value < _KILO * _KILO:
        return f"{max(1, round(value / _KILO))} KB"
    text = f"{value / _KILO / _KILO:.1f} MB"
    return text.replace(".", ",") if language == "vi" else text


def millimetres(value: float, language: str) -> str:
    """`36`, `35,5` in Vietnamese."""
    text = f"{value:g}"
    return text.replace(".", ",") if language == "vi" else text


def opening(text: str) -> str:
    """A capital at the start: abstracts of official letters are written to follow "V/v"."""
    return text[:1].upper() + text[1:]


def parse_day(text: str) -> date | None:
    """A day from a form: `2024-04-17`, or as people type it, `17/4/2024`."""
    text = text.strip()
    parts = text.split("/")
    try:
        if len(parts) == 3:  # noqa: PLR2004 - day, month, year
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text)
    except ValueError:
        return None
