"""Secret votes: a ballot is handed to a seat, and comes back without a name (record 0041)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.errors import NotAllowed
from meetings import blind
from meetings.errors import FieldRefused, NotVisible
from meetings.live_errors import BallotCast, BallotRefused, NoVote
from meetings.models.states import EventKind
from meetings.models.vote import BallotToken, SecretBallot, Vote
from meetings.participant import Participant, lock_attended, require_lead
from meetings.repository import live as rows
from meetings.service.balloting import require_on_roll, require_voter
from meetings.service.timeline import record_event


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """A ballot as the browser sends it, without a session."""

    vote_id: UUID
    token: bytes
    prefix: bytes
    token_signature: bytes
    choice: str
    choice_signature: bytes


async def hand_ballot(
    *,
    session: AsyncSession,
    who: Participant,
    vote_id: UUID,
    blinded: bytes,
    seat_id: UUID | None,
    now: datetime,
) -> bytes:
    """Sign the seat's blinded token, once; the same number again gets the same answer.

    For a seat without a device of its own, chair or secretary lend theirs; the event says so.
    """
    meeting = await lock_attended(session, who)
    vote = await rows.get_vote(session, meeting.id, vote_id)
    seat = seat_id or who.seat_id
    if not vote.secret:
        raise FieldRefused("vote_id", "not a secret vote")
    if who.leads and seat != who.seat_id:
        require_on_roll(vote, seat)
        await _require_no_device(session, meeting.id, seat)
    else:
        require_voter(vote, seat, by=who.seat_id)
    known = await session.get(BallotToken, (vote.id, seat))
    if known is not None and known.blinded != blinded:
        raise BallotCast
    if vote.private_key is None:
        raise NotAllowed("vote")
    try:
        signature = blind.sign_blinded(vote.private_key, blinded)
    except blind.BlindedRefused as error:
        raise FieldRefused("blinded", str(error)) from error
    if known is None:
        session.add(
            BallotToken(
                vote_id=vote.id,
                seat_id=seat,
                asked_by_seat_id=who.seat_id,
                blinded=blinded,
                at=now,
            )
        )
        record_event(
            session,
            meeting=meeting,
            kind=EventKind.BALLOT_HANDED,
            now=now,
            seat_id=seat,
            item_id=vote.item_id,
            details={"vote": str(vote.id), "by": str(who.seat_id)},
        )
    return signature


async def _require_no_device(session: AsyncSession, meeting_id: UUID, seat_id: UUID) -> None:
    """Nobody takes the ballot of a seat that can ask for its own."""
    connections = await rows.list_connections(session, meeting_id)
    if any(row.seat_id == seat_id for row in connections):
        raise NoVote


async def cast_secretly(*, session: AsyncSession, cast: Cast) -> None:
    """Take a ballot. It writes neither event nor journal nor time; twice the same counts once."""
    query = select(Vote).where(Vote.id == cast.vote_id).with_for_update(read=True)
    vote = (await session.exec(query)).one_or_none()
    if vote is None or not vote.secret or vote.public_key is None:
        raise NotVisible("secret_vote", cast.vote_id)
    vote.require_open()
    _require_valid(vote, vote.public_key, cast)
    known = await session.get(SecretBallot, (vote.id, cast.token))
    if known is not None:
        if known.choice != cast.choice:
            raise BallotCast
        return
    session.add(
        SecretBallot(
            vote_id=vote.id,
            token=cast.token,
            prefix=cast.prefix,
            token_signature=cast.token_signature,
            choice=cast.choice,
            choice_signature=cast.choice_signature,
        )
    )


def _require_valid(vote: Vote, public_key: str, cast: Cast) -> None:
    if cast.choice not in {option["key"] for option in vote.options}:
        raise BallotRefused("choice")
    if not blind.verify_token(
        public_key, prefix=cast.prefix, token=cast.token, signature=cast.token_signature
    ):
        raise BallotRefused("token")
    words = blind.words_of_choice(str(vote.id), cast.choice)
    if not blind.verify_choice(cast.token, words=words, signature=cast.choice_signature):
        raise BallotRefused("signature")


async def count_received(*, session: AsyncSession, who: Participant, vote_id: UUID) -> int:
    """How many have come in: for who leads, to know when to close."""
    require_lead(who)
    vote = await rows.get_vote(session, who.meeting_id, vote_id)
    return len(await list_choices(session, vote.id))


async def get_secret_vote(session: AsyncSession, vote_id: UUID) -> Vote:
    """For everybody who has its number; what is secret of it stays so until it is closed."""
    vote = await session.get(Vote, vote_id)
    if vote is None or not vote.secret or vote.opened_at is None:
        raise NotVisible("secret_vote", vote_id)
    return vote


async def list_choices(session: AsyncSession, vote_id: UUID) -> Sequence[str]:
    found = await session.exec(select(SecretBallot.choice).where(SecretBallot.vote_id == vote_id))
    return found.all()


async def list_secret_ballots(session: AsyncSession, vote_id: UUID) -> Sequence[SecretBallot]:
    found = await session.exec(
        select(SecretBallot)
        .where(SecretBallot.vote_id == vote_id)
        .order_by(col(SecretBallot.token))
    )
    return found.all()


async def settle_ballots(session: AsyncSession, vote_id: UUID) -> None:
    """Write the ballots anew in the order of their tokens, in one transaction.

    Where a row lies and which transaction wrote it then say nothing of when it came.
    """
    taken = await session.exec(
        delete(SecretBallot).where(col(SecretBallot.vote_id) == vote_id).returning(SecretBallot)
    )
    kept = [row.model_dump() for row in taken.scalars().all()]
    if kept:
        kept.sort(key=lambda row: bytes(row["token"]))
        await session.exec(insert(SecretBallot).values(kept))
