"""Counting a vote: from a frozen roll and its ballots to a result, without a database.

All figures are whole numbers and every comparison is of products, so that no rounding decides.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meetings.models.live_states import Threshold, VoteBase
from meetings.models.states import Quorum

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"


@dataclass(frozen=True, slots=True)
class Rule:
    base: VoteBase
    threshold: Threshold


@dataclass(frozen=True, slots=True)
class Count:
    """`adopted`: the choice that has the majority, or None. Weights where the vote is weighted."""

    votes: dict[str, int]
    ballots: int
    base: int
    needed: int
    adopted: str | None


def quorum_needed(rule: Quorum, entitled: int) -> int:
    """How many seats with a vote must be present."""
    if rule is Quorum.NONE:
        return 0
    if rule is Quorum.MAJORITY:
        return entitled // 2 + 1
    return -(-2 * entitled // 3)


def count_votes(
    rule: Rule,
    options: Sequence[str],
    ballots: Sequence[tuple[str, int]],
    *,
    present: int,
    entitled: int,
) -> Count:
    """Count ballots of (choice, weight). `present` and `entitled` are sums of weights.

    A motion (for, against) is adopted or not; among other choices one is adopted or none.
    """
    votes = dict.fromkeys(options, 0)
    for choice, weight in ballots:
        votes[choice] += weight
    cast = sum(votes.values())
    base = {VoteBase.PRESENT: present, VoteBase.CAST: cast, VoteBase.ALL: entitled}[rule.base]
    needed = _needed(rule.threshold, base)
    decided = [key for key in options if key != ABSTAIN]
    candidates = [FOR] if set(decided) == {FOR, AGAINST} else decided
    adopted = [key for key in candidates if _has_it(key, votes, needed)]
    return Count(votes, len(ballots), base, needed, adopted[0] if adopted else None)


def _needed(threshold: Threshold, base: int) -> int:
    """The least number of votes that is enough; the simple majority needs one, and the lead."""
    if threshold is Threshold.ABSOLUTE:
        return base // 2 + 1
    return -(-2 * base // 3) if threshold is Threshold.TWO_THIRDS else 1


def _has_it(key: str, votes: Mapping[str, int], needed: int) -> bool:
    others = [number for other, number in votes.items() if other not in {key, ABSTAIN}]
    leads = all(votes[key] > number for number in others)
    return leads and votes[key] >= max(needed, 1)


def digest_of(result: Mapping[str, Any]) -> str:
    """SHA-256 of the result as JSON with sorted keys, no spaces, in UTF-8."""
    written = json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
