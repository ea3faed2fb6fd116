"""Votes as devices are shown them: who has voted is seen at once, how only when it is closed."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.live_states import VoteState
from meetings.models.vote import Vote
from meetings.repository import live as rows

_SHOWN = {
    "question",
    "options",
    "secret",
    "weighted",
    "proxies_allowed",
    "base",
    "threshold",
    "quorum",
    "state",
    "public_key",
    "annul_reason",
    "result",
    "digest",
}


async def read_votes(session: AsyncSession, meeting_id: UUID) -> list[dict[str, Any]]:
    return [await _vote(session, vote) for vote in await rows.list_votes(session, meeting_id)]


async def _vote(session: AsyncSession, vote: Vote) -> dict[str, Any]:
    roll = vote.roll or {"present": [], "represented": {}}
    return {
        **vote.model_dump(mode="json", include=_SHOWN),
        "id": str(vote.id),
        "item_id": str(vote.item_id) if vote.item_id else None,
        "opened_at": vote.opened_at.isoformat() if vote.opened_at else None,
        "closed_at": vote.closed_at.isoformat() if vote.closed_at else None,
        "may_vote": list(roll["present"]),
        "represented": roll["represented"],
        "voted": await _voted(session, vote),
    }


async def _voted(session: AsyncSession, vote: Vote) -> list[str]:
    """Seats whose ballot is in; of a secret vote, seats that were handed one."""
    if vote.state is VoteState.PREPARED:
        return []
    if vote.secret:
        return [str(row.seat_id) for row in await rows.list_tokens(session, vote.id)]
    return [str(row.seat_id) for row in await rows.list_ballots(session, vote.id)]
