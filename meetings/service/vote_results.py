"""The roll a vote is opened on, and the result it is closed with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.counting import ABSTAIN, AGAINST, FOR, Count, Rule, count_votes, quorum_needed
from meetings.live_errors import QuorumMissing
from meetings.models.meeting import Meeting
from meetings.models.vote import Vote
from meetings.repository import live as rows
from meetings.repository.names import announce
from meetings.repository.seats import list_seats
from meetings.service.roll import read_standing
from meetings.service.secret_votes import list_choices


async def take_roll(session: AsyncSession, meeting: Meeting, vote: Vote) -> dict[str, Any]:
    standing = await read_standing(session, meeting)
    needed = quorum_needed(vote.quorum, len(standing.entitled))
    if len(standing.present) < needed:
        raise QuorumMissing(present=len(standing.present), needed=needed)
    proxies = await rows.list_proxies(session, meeting.id) if vote.proxies_allowed else {}
    represented = {
        seat: holder
        for seat, holder in proxies.items()
        if seat in standing.entitled and seat not in standing.present
    }

    def weigh(seat: UUID) -> int:
        return standing.entitled[seat] if vote.weighted else 1

    return {
        "entitled": {str(seat): weigh(seat) for seat in standing.entitled},
        "present": [str(seat) for seat in standing.present],
        "represented": {str(seat): str(holder) for seat, holder in represented.items()},
        "quorum_needed": needed,
    }


async def count_result(session: AsyncSession, vote: Vote, *, now: datetime) -> dict[str, Any]:
    roll = vote.roll or {}
    weights: dict[str, int] = roll["entitled"]
    voting = [*roll["present"], *roll["represented"]]
    if vote.secret:
        ballots = [(choice, 1) for choice in await list_choices(session, vote.id)]
        listed = None
    else:
        cast = await rows.list_ballots(session, vote.id)
        ballots = [(row.choice, row.weight) for row in cast]
        listed = [
            {
                "seat": str(row.seat_id),
                "choice": row.choice,
                "weight": row.weight,
                "cast_by": str(row.cast_by_seat_id),
            }
            for row in cast
        ]
    count = count_votes(
        Rule(vote.base, vote.threshold),
        [option["key"] for option in vote.options],
        ballots,
        present=sum(weights[seat] for seat in voting),
        entitled=sum(weights.values()),
    )
    return {
        **_facts(vote, count, now),
        "present": len(roll["present"]),
        "represented": len(roll["represented"]),
        "entitled": len(weights),
        "quorum_needed": roll["quorum_needed"],
        "tokens": len(await rows.list_tokens(session, vote.id)) if vote.secret else None,
        "ballots": listed,
        "names": await _names(session, vote.meeting_id, voting) if listed is not None else None,
    }


def _facts(vote: Vote, count: Count, now: datetime) -> dict[str, Any]:
    return {
        "vote": str(vote.id),
        "question": vote.question,
        "options": vote.options,
        "secret": vote.secret,
        "weighted": vote.weighted,
        "base": vote.base.value,
        "threshold": vote.threshold.value,
        "quorum": vote.quorum.value,
        "opened_at": vote.opened_at.isoformat() if vote.opened_at else None,
        "closed_at": now.isoformat(),
        "votes": count.votes,
        "cast": count.ballots,
        "of": count.base,
        "needed": count.needed,
        "adopted": count.adopted,
    }


def counts_of(result: dict[str, Any]) -> dict[str, int]:
    """For the minutes: a motion's by their keys, other choices by what they say."""
    labels = {option["key"]: option["label"] for option in result["options"]}
    motion = {FOR, AGAINST} <= labels.keys()
    return {
        key if motion or key == ABSTAIN else labels[key]: number
        for key, number in result["votes"].items()
    }


async def _names(session: AsyncSession, meeting_id: UUID, seats: Sequence[str]) -> dict[str, str]:
    """As they were announced that day: a later change of a name changes no result."""
    known = await announce(session, meeting_id, await list_seats(session, meeting_id))
    return {seat: known[UUID(seat)].name for seat in seats}
