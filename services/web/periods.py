"""The reporting periods one may choose, and what they are called."""

from dataclasses import dataclass
from datetime import date

from services.web.translations import Translator, mark

_MONTHS = 12
_OPENS = 15
_QUARTERS = ("I", "II", "III", "IV")
_YEAR = mark("Năm %(year)s")
_HALVES = (mark("6 tháng đầu năm %(year)s"), mark("6 tháng cuối năm %(year)s"))
_QUARTER = mark("Quý %(quarter)s năm %(year)s")
_MONTH = mark("Tháng %(month)s năm %(year)s")


@dataclass(frozen=True, slots=True)
class Period:
    """`code` as the API reads it: 2024, 2024-H1, 2024-Q4, 2024-11."""

    code: str
    name: str


def month_under_way(day: date) -> tuple[int, int]:
    """Year and month that `day` is reported under: data run from the 15th to the 14th."""
    if day.day < _OPENS:
        return day.year, day.month
    return (day.year + 1, 1) if day.month == _MONTHS else (day.year, day.month + 1)


def list_periods(today: date, translator: Translator) -> list[Period]:
    """This year and the last: the year, its halves, quarters and months that have begun."""
    found = []
    newest, month = month_under_way(today)
    for year in (newest, newest - 1):
        months = month if year == newest else _MONTHS
        codes = [str(year)]
        codes += [f"{year}-H{half}" for half in (1, 2) if months > (half - 1) * 6]
        codes += [f"{year}-Q{one}" for one in range(1, 5) if months > (one - 1) * 3]
        codes += [f"{year}-{one:02d}" for one in range(months, 0, -1)]
        found += [Period(code, name_of(code, translator)) for code in codes]
    return found


def is_over(code: str, today: date) -> bool:
    """Whether the period's last day, the 14th of its last month, has passed."""
    year, _, part = code.partition("-")
    month = int(part.strip("HQ") or 1) * {"": _MONTHS, "H": 6, "Q": 3}.get(part[:1], 1)
    return today > date(int(year), month, _OPENS - 1)


def name_of(code: str, translator: Translator) -> str:
    """`2024-Q4` -> Quý IV năm 2024; a code of another form is shown as it is."""
    year, _, part = code.partition("-")
    gettext = translator.gettext
    if not part:
        return gettext(_YEAR) % {"year": year}
    if part in {"H1", "H2"}:
        return gettext(_HALVES[int(part[1]) - 1]) % {"year": year}
    if part[0] == "Q" and part[1:] in {"1", "2", "3", "4"}:
        return gettext(_QUARTER) % {"quarter": _QUARTERS[int(part[1]) - 1], "year": year}
    if part.isdigit():
        return gettext(_MONTH) % {"month": part, "year": year}
    return code
