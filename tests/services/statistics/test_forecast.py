"""The forecast: least squares weighted by records, never outside 0 to 100, silent on too little."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.statistics.forecast import FEWEST, MONTHS, Observed, line_through, observed

DUE = date(2025, 12, 1)


def months(*shares: tuple[int, int]) -> list[Observed]:
    """Counted and total of the months from January 2024 on."""
    return [
        Observed(date(2024 + index // 12, index % 12 + 1, 1), counted, total)
        for index, (counted, total) in enumerate(shares)
    ]


def expected(*shares: tuple[int, int], month: date = DUE) -> Fraction | None:
    line = line_through(observed(months(*shares)))
    return line(month) if line else None


def test_a_steady_rise_goes_on() -> None:
    rise = [(40 + 2 * index, 100) for index in range(12)]  # 40 % in January, 62 % in December
    assert expected(*rise) == 62 + 12 * 2
    assert expected(*rise, month=date(2024, 6, 1)) == 50


def test_what_does_not_change_stays() -> None:
    assert expected(*[(3, 4)] * 12) == 75


def test_it_stays_within_nothing_and_everything() -> None:
    assert expected(*[(30 + 6 * index, 100) for index in range(12)]) == 100
    assert expected(*[(90 - 8 * index, 100) for index in range(12)]) == 0


def test_a_month_weighs_as_much_as_it_has_records() -> None:
    steady = [(500, 1000)] * 11
    bad = expected(*steady, (0, 1))
    assert bad is not None
    assert 49 < bad < 50
    heavy = expected(*steady, (0, 1000))
    assert heavy is not None
    assert heavy < 20


def test_too_few_months_say_nothing() -> None:
    assert expected(*[(1, 2)] * (FEWEST - 1)) is None
    assert expected(*[(1, 2)] * (FEWEST - 1), *[(0, 0)] * 6) is None
    assert expected(*[(1, 2)] * FEWEST) == 50
    assert expected() is None


def test_only_the_newest_year_of_months_is_looked_at() -> None:
    assert len(observed(months(*[(1, 2)] * 20))) == MONTHS
    assert expected(*[(0, 9)] * 5, *[(1, 2)] * 12) == 50


@given(
    st.lists(
        st.integers(0, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))),
        max_size=20,
    ),
    st.dates(date(2024, 1, 1), date(2035, 1, 1)),
)
def test_whatever_the_months_it_is_a_percentage(shares: list[tuple[int, int]], day: date) -> None:
    found = expected(*shares, month=day)
    assert found is None or 0 <= found <= 100
