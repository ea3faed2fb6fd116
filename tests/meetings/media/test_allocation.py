"""What is sent over a line: the important first, less at once, more only after a while."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.allocation import (
    Climber,
    build_ladder,
    cost,
    fitting,
    granted,
)

SMALL, LARGE = 150_000, 1_500_000
VIEW = [[SMALL, LARGE]] * 4
LADDER = build_ladder(VIEW)

rates = st.lists(st.integers(1000, 3_000_000), max_size=2).map(sorted)


def test_the_first_comes_whole_then_all_small_then_all_large() -> None:
    assert granted(LADDER, 1) == {0: 0}
    assert granted(LADDER, 2) == {0: 1}
    assert granted(LADDER, 5) == {0: 1, 1: 0, 2: 0, 3: 0}
    assert granted(LADDER, 8) == {0: 1, 1: 1, 2: 1, 3: 1}
    assert cost(LADDER, 5) == LARGE + 3 * SMALL


@given(st.lists(rates, max_size=8), st.integers(0, 10_000_000))
def test_what_fits_costs_no_more_than_there_is(view: list[list[int]], bps: int) -> None:
    ladder = build_ladder(view)
    height = fitting(ladder, bps)
    assert cost(ladder, height) <= bps
    assert height == len(ladder) or cost(ladder, height + 1) > bps
    assert set(granted(ladder, len(ladder))) == {at for at, one in enumerate(view) if one}


def on_a_quick_line() -> Climber:
    climber = Climber()
    climber.take_trip(0.02)
    climber.step(LADDER, sent_bps=6_000_000, now=0.0)
    assert climber.height(LADDER) == len(LADDER)
    return climber


def test_a_line_that_says_it_carries_less_gets_less_at_once() -> None:
    climber = on_a_quick_line()
    climber.take_estimate(1_000_000, 1.0)
    climber.take_trip(0.3)
    climber.step(LADDER, sent_bps=6_000_000, now=1.0)
    assert cost(LADDER, climber.height(LADDER)) <= 1_000_000
    assert climber.height(LADDER) >= 1


def test_what_a_busy_browser_says_takes_nothing_away_while_all_arrives_in_time() -> None:
    climber = on_a_quick_line()
    for second in range(1, 20):
        climber.take_estimate(20_000, float(second))
        climber.take_trip(0.06)
        climber.step(LADDER, sent_bps=6_000_000, now=float(second))
        assert climber.height(LADDER) == len(LADDER)


def test_a_way_that_has_become_longer_is_no_strain_for_ever() -> None:
    climber = on_a_quick_line()
    for second in range(1, 240):
        climber.take_trip(0.35)
        climber.step(LADDER, sent_bps=6_000_000, now=float(second))
    climber.take_estimate(1_000_000, 240.0)
    climber.take_trip(0.35)
    climber.step(LADDER, sent_bps=6_000_000, now=240.0)
    assert climber.height(LADDER) == len(LADDER)


def test_a_hopeless_line_keeps_its_audio_only() -> None:
    climber = on_a_quick_line()
    climber.take_estimate(60_000, 1.0)
    climber.take_loss(0.05)
    climber.step(LADDER, sent_bps=2_000_000, now=1.0)
    assert climber.height(LADDER) == 0


def test_loss_counts_when_it_lasts() -> None:
    climber = Climber()
    climber.take_loss(0.3)
    climber.step(LADDER, sent_bps=6_000_000, now=1.0)
    assert climber.height(LADDER) == len(LADDER)
    climber.take_loss(0.3)
    climber.step(LADDER, sent_bps=6_000_000, now=2.0)
    assert climber.height(LADDER) < len(LADDER)


def test_it_climbs_again_and_waits_longer_after_each_fall() -> None:
    climber = Climber()
    falls = []
    for second in range(400):
        sent = cost(LADDER, climber.height(LADDER))
        # Whatever is more than this, the line cannot carry.
        climber.take_estimate(min(2_000_000, max(sent, 1) * 2), float(second))
        climber.take_loss(0.05 if sent > 2_000_000 else 0.0)
        before = climber.height(LADDER)
        climber.step(LADDER, sent_bps=sent, now=float(second))
        if climber.height(LADDER) < before:
            falls.append(second)
    assert cost(LADDER, climber.height(LADDER)) <= 2_000_000 * 2
    assert 2 <= len(falls) < 25
    pauses = [later - one for one, later in pairwise(falls)]
    assert pauses[-1] > pauses[0]


def test_a_line_that_is_well_again_has_everything_again() -> None:
    climber = on_a_quick_line()
    climber.take_estimate(300_000, 1.0)
    climber.take_loss(0.05)
    climber.step(LADDER, sent_bps=6_000_000, now=1.0)
    climber.take_loss(0.0)
    assert climber.height(LADDER) < len(LADDER)
    for second in range(2, 120):
        climber.take_estimate(10_000_000, float(second))
        sent = cost(LADDER, climber.height(LADDER))
        climber.step(LADDER, sent_bps=sent, now=float(second))
    assert climber.height(LADDER) == len(LADDER)
