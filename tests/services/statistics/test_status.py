"""The method of services/statistics/status.py, limit by limit."""

from datetime import date
from fractions import Fraction

import pytest

from services.percent import percent_of
from services.statistics.status import Aim, Operator, Status, judge

DUE = date(2025, 12, 14)  # the last day of the reporting year 2025


def aim(value: int, operator: Operator = Operator.EXACTLY) -> Aim:
    return Aim(value=Fraction(value), operator=operator, year=2025)


def test_nothing_to_count_and_no_target_are_no_data() -> None:
    assert judge(counted=0, total=0, aim=aim(100), day=DUE) is Status.NO_DATA
    assert judge(counted=1, total=1, aim=None, day=DUE) is Status.NO_DATA


@pytest.mark.parametrize(
    ("counted", "operator", "met"),
    [
        (80, Operator.AT_LEAST, True),
        (79, Operator.AT_LEAST, False),
        (80, Operator.MORE_THAN, False),
        (81, Operator.MORE_THAN, True),
        (80, Operator.EXACTLY, True),
        (81, Operator.EXACTLY, True),
        (79, Operator.EXACTLY, False),
    ],
)
def test_each_operator_at_its_limit(counted: int, operator: Operator, *, met: bool) -> None:
    found = judge(counted=counted, total=100, aim=aim(80, operator), day=DUE)
    assert (found is Status.MET) is met


def test_one_of_a_million_missing_is_not_all() -> None:
    assert percent_of(999_999, 1_000_000) == 99.99
    assert judge(counted=999_999, total=1_000_000, aim=aim(100), day=DUE) is not Status.MET


def test_percent_is_cut_and_of_nothing_there_is_none() -> None:
    assert percent_of(2, 3) == 66.66
    assert percent_of(0, 3) == 0.0
    assert percent_of(3, 3) == 100.0
    assert percent_of(0, 0) is None


def test_until_the_target_is_due_the_pace_decides() -> None:
    # On the due day the line stands at the target itself: 95 and 50 are the limits.
    assert judge(counted=95, total=100, aim=aim(100), day=DUE) is Status.ON_TRACK
    assert judge(counted=94, total=100, aim=aim(100), day=DUE) is Status.AT_RISK
    assert judge(counted=50, total=100, aim=aim(100), day=DUE) is Status.AT_RISK
    assert judge(counted=49, total=100, aim=aim(100), day=DUE) is Status.BEHIND


def test_the_line_rises_from_the_beginning_of_the_plan() -> None:
    halfway = date(2023, 12, 23)
    assert judge(counted=48, total=100, aim=aim(100), day=halfway) is Status.ON_TRACK
    assert judge(counted=47, total=100, aim=aim(100), day=halfway) is Status.AT_RISK
    assert judge(counted=25, total=100, aim=aim(100), day=halfway) is Status.AT_RISK
    assert judge(counted=24, total=100, aim=aim(100), day=halfway) is Status.BEHIND


def test_after_the_day_it_was_due_nothing_is_on_track() -> None:
    after = date(2026, 3, 14)
    assert judge(counted=100, total=100, aim=aim(100), day=after) is Status.MET
    assert judge(counted=95, total=100, aim=aim(100), day=after) is Status.AT_RISK
    assert judge(counted=94, total=100, aim=aim(100), day=after) is Status.BEHIND
