"""Properties of counting that hold for every vote."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given, settings

from meetings.counting import (
    ABSTAIN,
    AGAINST,
    FOR,
    Count,
    Rule,
    count_votes,
    digest_of,
    quorum_needed,
)
from meetings.models.live_states import Threshold, VoteBase
from meetings.models.states import Quorum

MOTION = (FOR, AGAINST, ABSTAIN)
rules = st.builds(Rule, st.sampled_from(VoteBase), st.sampled_from(Threshold))
ballots = st.lists(st.tuples(st.sampled_from(MOTION), st.integers(1, 50)), max_size=60)


def counted(rule: Rule, cast: list[tuple[str, int]], away: int = 0, absent: int = 0) -> Count:
    """`away`: present without voting; `absent`: not even present."""
    weight = sum(one for _, one in cast)
    return count_votes(rule, MOTION, cast, present=weight + away, entitled=weight + away + absent)


@given(rules, ballots, st.integers(0, 50), st.integers(0, 50))
def test_every_ballot_is_counted_once(
    rule: Rule, cast: list[tuple[str, int]], away: int, absent: int
) -> None:
    count = counted(rule, cast, away, absent)
    assert sum(count.votes.values()) == sum(weight for _, weight in cast)
    assert count.ballots == len(cast)


@given(rules, st.data(), ballots)
def test_the_order_of_ballots_decides_nothing(
    rule: Rule, data: st.DataObject, cast: list[tuple[str, int]]
) -> None:
    shuffled = data.draw(st.permutations(cast))
    assert counted(rule, cast) == counted(rule, shuffled)


@given(rules, ballots, st.integers(0, 50), st.integers(0, 50))
def test_one_more_vote_for_never_takes_adoption_away(
    rule: Rule, cast: list[tuple[str, int]], away: int, absent: int
) -> None:
    if counted(rule, cast, away + 1, absent).adopted:
        assert counted(rule, [*cast, (FOR, 1)], away, absent).adopted


@given(rules, ballots, st.integers(0, 50), st.integers(0, 50))
def test_one_more_vote_against_never_brings_adoption(
    rule: Rule, cast: list[tuple[str, int]], away: int, absent: int
) -> None:
    if not counted(rule, cast, away + 1, absent).adopted:
        assert not counted(rule, [*cast, (AGAINST, 1)], away, absent).adopted


@given(rules, ballots, st.integers(0, 50), st.integers(0, 50))
def test_what_is_adopted_leads_and_has_what_is_needed(
    rule: Rule, cast: list[tuple[str, int]], away: int, absent: int
) -> None:
    count = counted(rule, cast, away, absent)
    if count.adopted:
        assert count.votes[FOR] > count.votes[AGAINST]
        assert count.votes[FOR] >= count.needed
    if rule.threshold is Threshold.ABSOLUTE:
        assert bool(count.adopted) == (2 * count.votes[FOR] > count.base)
    if rule.threshold is Threshold.TWO_THIRDS and count.base:
        assert bool(count.adopted) == (3 * count.votes[FOR] >= 2 * count.base)


@given(ballots, st.integers(0, 50), st.integers(0, 50))
def test_a_wider_base_is_never_easier(cast: list[tuple[str, int]], away: int, absent: int) -> None:
    for threshold in Threshold:
        adopted = [
            bool(counted(Rule(base, threshold), cast, away, absent).adopted)
            for base in (VoteBase.ALL, VoteBase.PRESENT, VoteBase.CAST)
        ]
        assert adopted == sorted(adopted)


@given(st.integers(0, 1000))
def test_a_quorum_is_the_least_number_that_satisfies_the_rule(entitled: int) -> None:
    assert quorum_needed(Quorum.NONE, entitled) == 0
    majority = quorum_needed(Quorum.MAJORITY, entitled)
    assert 2 * majority > entitled >= 2 * (majority - 1)
    thirds = quorum_needed(Quorum.TWO_THIRDS, entitled)
    assert 3 * thirds >= 2 * entitled > 3 * (thirds - 1)


@settings(max_examples=50)
@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_the_digest_depends_on_the_facts_alone(result: dict[str, int | str]) -> None:
    turned = dict(reversed(result.items()))
    assert digest_of(turned) == digest_of(result)
    assert digest_of({**result, "added": 1}) != digest_of(result) or result.get("added") == 1
