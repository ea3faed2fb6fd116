"""Decree 30/2020 in figures and phrases: the layout of appendix I and its spellings."""

from datetime import date, datetime, timedelta, timezone

POINTS_PER_MM = 72 / 25.4

#: Boxes 3 (number) and 4 (place and date) of an A4 page: their middles from the left edge
#: and the baseline from the upper one; used where the page has no placeholder.
A4_WIDTH_MM = 210.0
NUMBER_MIDDLE_MM, NUMBER_WIDTH_MM = 65.0, 70.0
DATE_MIDDLE_MM, DATE_WIDTH_MM = 145.0, 95.0
NUMBER_BASELINE_MM = 44.0
NUMBER_SIZE = 13.0

#: The text of an agency's signature on attachments and copies (part I, II.8b; part II).
CORNER_SIZE = 10.0
VIETNAM = timezone(timedelta(hours=7))

#: Width and height of a leader's signature where nothing else says how large it is.
SIGNATURE_MM = (45.0, 16.0)

SINGLE_DIGITS = 10
MONTHS_WITH_ZERO = 3


def mm(value: float) -> float:
    """Millimetres as points."""
    return value * POINTS_PER_MM


def number_text(number: str, symbol: str) -> str:
    """``Số: 05/KH-UBND``; numbers below 10 get a 0 in front (appendix I, part I, II.3)."""
    if number.isdigit() and int(number) < SINGLE_DIGITS:
        number = f"{int(number):02d}"
    return f"Số: {number}/{symbol}"


def date_text(place: str, day: date) -> str:
    """``Tháp Mười, ngày 05 tháng 02 năm 2024``.

    Days below 10 and the months 1 and 2 get a 0 in front (appendix I, part I, II.4).
    """
    month = f"{day.month:02d}" if day.month < MONTHS_WITH_ZERO else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def moment_text(moment: datetime) -> tuple[str, str]:
    """``05/02/2024`` and ``14:05:09 +07:00``: the time of signing in Vietnam, as ISO 8601 zones it.

    Appendix I, part I, II.8b and part II: day month year; hour minute second; time zone.
    """
    local = moment.astimezone(VIETNAM)
    return f"{local:%d/%m/%Y}", f"{local:%H:%M:%S} +07:00"


def attachment_text(number: str, symbol: str, moment: datetime) -> str:
    """``Số: 15/KH-UBND; 05/02/2024; 14:05:09 +07:00`` (appendix I, form 2.2)."""
    return "; ".join((number_text(number, symbol), *moment_text(moment)))


def copy_text(form: str, agency: str, moment: datetime) -> str:
    """``SAO Y; Ủy ban nhân dân ...; 05/02/2024; 14:05:09 +07:00`` (appendix I, form 3.2)."""
    return "; ".join((form, agency, *moment_text(moment)))
