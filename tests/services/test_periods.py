"""Decree 09/2019/NĐ-CP, article 12: the days on which each kind of period is closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import PeriodMalformed
from services.periods import (
    end_of_day,
    ending_with,
    months_until,
    parse_period,
    reference_instant,
    start_of_day,
    year_of,
)

days = st.dates(date(2001, 1, 1), date(2099, 11, 30))


def bounds(code: str) -> tuple[date, date]:
    period = parse_period(code)
    assert period.code == code
    return period.first, period.last


@pytest.mark.parametrize(
    ("month", "ending"),
    [
        ("2024-02", ["2024-02"]),
        ("2024-09", ["2024-09", "2024-Q3"]),
        ("2024-06", ["2024-06", "2024-Q2", "2024-H1"]),
        ("2024-12", ["2024-12", "2024-Q4", "2024-H2", "2024"]),
    ],
)
def test_what_ends_with_a_month(month: str, ending: list[str]) -> None:
    assert [period.code for period in ending_with(parse_period(month))] == ending


def test_article_12_a_month_runs_from_the_15th_of_the_month_before_to_the_14th() -> None:
    assert bounds("2024-11") == (date(2024, 10, 15), date(2024, 11, 14))
    assert bounds("2024-01") == (date(2023, 12, 15), date(2024, 1, 14))
    assert bounds("2024-03") == (date(2024, 2, 15), date(2024, 3, 14))


def test_article_12_a_quarter_runs_to_the_14th_of_its_last_month() -> None:
    assert bounds("2024-Q1") == (date(2023, 12, 15), date(2024, 3, 14))
    assert bounds("2024-Q2") == (date(2024, 3, 15), date(2024, 6, 14))
    assert bounds("2024-Q3") == (date(2024, 6, 15), date(2024, 9, 14))
    assert bounds("2024-Q4") == (date(2024, 9, 15), date(2024, 12, 14))


def test_article_12_a_half_year_runs_to_14_june_and_to_14_december() -> None:
    assert bounds("2024-H1") == (date(2023, 12, 15), date(2024, 6, 14))
    assert bounds("2024-H2") == (date(2024, 6, 15), date(2024, 12, 14))


def test_article_12_a_year_runs_from_15_december_to_14_december() -> None:
    assert bounds("2024") == (date(2023, 12, 15), date(2024, 12, 14))


def test_article_12_days_begin_and_end_in_vietnam() -> None:
    assert start_of_day(date(2024, 10, 15)) == datetime(2024, 10, 14, 17, tzinfo=UTC)
    assert end_of_day(date(2024, 11, 14)) == datetime(2024, 11, 14, 17, tzinfo=UTC)


@given(days)
def test_every_day_is_in_one_month_and_its_year(day: date) -> None:
    (month,) = months_until(day, 1)
    assert month.first <= day <= month.last
    year = year_of(day)
    assert year.first <= month.first
    assert month.last <= year.last


@given(days)
def test_months_follow_one_another_without_a_gap(day: date) -> None:
    months = months_until(day, 14)
    assert [month.first for month in months[1:]] == [
        month.last + timedelta(days=1) for month in months[:-1]
    ]


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_parts_of_a_year_fill_it(year: int) -> None:
    whole = parse_period(str(year))
    for parts in (["H1", "H2"], ["Q1", "Q2", "Q3", "Q4"], [f"{n:02d}" for n in range(1, 13)]):
        periods = [parse_period(f"{year}-{part}") for part in parts]
        assert (periods[0].first, periods[-1].last) == (whole.first, whole.last)
        assert (
            sum((p.last - p.first).days + 1 for p in periods) == (whole.last - whole.first).days + 1
        )


def test_15_december_belongs_to_the_next_year() -> None:
    assert year_of(date(2024, 12, 14)).code == "2024"
    assert year_of(date(2024, 12, 15)).code == "2025"
    assert [month.code for month in months_until(date(2024, 12, 15), 2)] == ["2024-12", "2025-01"]


def test_a_state_is_read_at_the_end_of_a_period_or_now_while_it_runs() -> None:
    now = datetime(2024, 11, 25, 1, 30, tzinfo=UTC)
    assert reference_instant(date(2024, 11, 25), now) == now
    assert reference_instant(date(2024, 11, 14), now) == datetime(2024, 11, 14, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "code",
    ["", "24", "2024-13", "2024-00", "2024-1", "2024-H3", "2024-Q0", "2024-11-01", "1999", "2101",
     "２０２４", "2024-q1", " 2024", "2024\n"],
)  # fmt: skip
def test_what_is_not_a_period_is_refused(code: str) -> None:
    with pytest.raises(PeriodMalformed):
        parse_period(code)
