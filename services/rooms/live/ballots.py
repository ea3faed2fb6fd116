"""Secret ballots over HTTP: taken without a session, listed for everybody who wants to check."""

from uuid import UUID

from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.live_states import VoteState
from meetings.repository.live import list_tokens
from meetings.service.secret_votes import get_secret_vote, list_secret_ballots
from services.deps import NowDep, PlatformDep
from services.rooms.schemas.live import SecretBallotRead, SecretVoteRead

MOST_A_MINUTE = 3_000


async def count_ballot_visit(platform: PlatformDep, now: NowDep) -> None:
    """Count without the address: a whole office may vote in one minute, and none is noted."""
    platform.ballot_visits.count("", most=MOST_A_MINUTE, overall=MOST_A_MINUTE, now=now)


BallotVisit = Depends(count_ballot_visit)


async def list_secret_vote(session: AsyncSession, vote_id: UUID) -> SecretVoteRead:
    """What of it is public; the ballots only once nobody can vote any more."""
    vote = await get_secret_vote(session, vote_id)
    over = vote.closed_at is not None
    ballots = await list_secret_ballots(session, vote.id) if over else []
    return SecretVoteRead(
        id=vote.id,
        state=VoteState(vote.state),
        public_key=vote.public_key or "",
        choices=[option["key"] for option in vote.options],
        tokens=len(await list_tokens(session, vote.id)) if over else None,
        votes=vote.result["votes"] if vote.result else None,
        digest=vote.digest,
        ballots=[SecretBallotRead.model_validate(row, from_attributes=True) for row in ballots],
    )
