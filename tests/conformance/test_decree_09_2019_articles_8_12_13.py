"""Decree 09/2019/NĐ-CP: when data are closed (12), and when a report is due (8.5, 13)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.calendar import is_working_day
from services.periods import parse_period
from services.reporting.due import check_due_day, due_window
from services.reporting.errors import FieldRefused
from services.reporting.models.states import PeriodKind
from tests.office import Office
from tests.reports import OPENER, filled, opened, report_of


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2024-11", "2024-10-15", "2024-11-14"),
        ("2024-Q1", "2023-12-15", "2024-03-14"),
        ("2024-H1", "2023-12-15", "2024-06-14"),
        ("2024-H2", "2024-06-15", "2024-12-14"),
        ("2024", "2023-12-15", "2024-12-14"),
    ],
)
def test_article_12_data_are_closed_on_the_14th(code: str, first: str, last: str) -> None:
    period = parse_period(code)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@given(st.integers(2020, 2026), st.integers(1, 12))
def test_article_8_5_a_working_day_lies_between_closing_and_the_day_it_is_due(
    year: int, month: int
) -> None:
    period = parse_period(f"{year}-{month:02}")
    window = due_window(period, today=period.first)
    days = [
        period.last + timedelta(days=n) for n in range(1, (window.first - period.last).days + 1)
    ]
    assert any(is_working_day(day) for day in days)
    # Article 13: not later than the 25th, by when the Government has it.
    assert window.first <= window.proposed <= window.last == date(year, month, 25)
    for day in (period.last, window.last + timedelta(days=1)):
        with pytest.raises(FieldRefused):
            check_due_day(PeriodKind.REGULAR, period, day, today=period.first)


def test_article_4_a_report_asked_for_at_once_is_due_when_the_office_says() -> None:
    today = date(2024, 11, 4)
    check_due_day(PeriodKind.AD_HOC, parse_period("2024-11"), date(2024, 11, 6), today=today)
    with pytest.raises(FieldRefused):
        check_due_day(PeriodKind.AD_HOC, parse_period("2024-11"), date(2024, 11, 3), today=today)


def test_the_yearly_report_is_there_before_1_december() -> None:
    window = due_window(parse_period("2024"), today=date(2024, 11, 1))
    assert window.proposed == date(2024, 11, 27)
    assert window.first <= date(2024, 11, 15)


async def test_article_12_no_report_is_signed_before_its_data_are_closed(office: Office) -> None:
    period = await opened(office, period="2024-12", due_on="2024-12-18")
    report = report_of(period, "Mỹ Hòa")
    await filled(office, report)
    clerk = await office.sign_in("vanthu.myhoa")
    head = await office.sign_in("chutich.myhoa")
    answer = await clerk.post(
        f"/agency-reports/{report['id']}/send", {"signer_appointment_id": head.appointment_id}
    )
    assert (answer.status_code, answer.json()["last"]) == (409, "2024-12-14")
    # The yearly one is due before the year's data are closed, and is signed before it too.
    opener = await office.sign_in(OPENER)
    yearly = (await opener.get("/reporting-proposal", params={"period": "2024"})).json()
    assert yearly["due_on"] < "2024-12-01" < yearly["last"]
