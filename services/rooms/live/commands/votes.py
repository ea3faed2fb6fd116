"""Commands about votes and ballots."""

import base64
from uuid import UUID

from pydantic import Base64Bytes, ConfigDict, Field

from meetings.live_shapes import VoteDraft
from meetings.service import balloting, secret_votes, voting
from services.rooms.live.commands.command import Answer, Call, Command, Commands, Message, OfSeat
from storage.text import Line, Text


class Prepare(VoteDraft, Message):
    model_config = ConfigDict(extra="forbid")


class OfVote(Message):
    vote_id: UUID


class Annul(OfVote):
    reason: Text = Field(min_length=10, max_length=1000)


class CastOne(OfVote):
    """`seat_id`: another's, whose proxy one holds."""

    choice: str = Field(max_length=40)
    seat_id: UUID | None = None


class Enter(OfVote):
    seat_id: UUID
    choice: str = Field(max_length=40)


class Proxy(OfSeat):
    holder_seat_id: UUID | None
    basis: Line = Field(min_length=5, max_length=500)


class AskBallot(OfVote):
    blinded: Base64Bytes = Field(max_length=1024)
    seat_id: UUID | None = None


async def _prepare(call: Call, message: Prepare) -> Answer:
    vote = await voting.prepare_vote(**call.acting, draft=message)
    return {"vote_id": str(vote.id)}


async def _open(call: Call, message: OfVote) -> Answer:
    await voting.open_vote(**call.acting, vote_id=message.vote_id, key=call.key)
    return None


async def _close(call: Call, message: OfVote) -> Answer:
    vote = await voting.close_vote(**call.acting, vote_id=message.vote_id)
    return {"digest": vote.digest}


async def _annul(call: Call, message: Annul) -> Answer:
    await voting.annul_vote(**call.acting, vote_id=message.vote_id, reason=message.reason)
    return None


async def _cast(call: Call, message: CastOne) -> Answer:
    await balloting.cast_ballot(**call.acting, **message.model_dump())
    return None


async def _enter(call: Call, message: Enter) -> Answer:
    await balloting.enter_ballot(**call.acting, **message.model_dump())
    return None


async def _proxy(call: Call, message: Proxy) -> Answer:
    await balloting.give_proxy(**call.acting, **message.model_dump())
    return None


async def _ballot(call: Call, message: AskBallot) -> Answer:
    # Not by model_dump, which writes bytes in base64 again.
    signature = await secret_votes.hand_ballot(
        **call.acting,
        vote_id=message.vote_id,
        blinded=message.blinded,
        seat_id=message.seat_id,
    )
    return {"blind_signature": base64.b64encode(signature).decode()}


async def _received(call: Call, message: OfVote) -> Answer:
    number = await secret_votes.count_received(
        session=call.session, who=call.who, vote_id=message.vote_id
    )
    return {"received": number}


COMMANDS: Commands = {
    "vote.prepare": Command(Prepare, _prepare),
    "vote.open": Command(OfVote, _open, needs_key=True),
    "vote.close": Command(OfVote, _close),
    "vote.annul": Command(Annul, _annul),
    "vote.cast": Command(CastOne, _cast),
    "vote.enter": Command(Enter, _enter),
    "vote.proxy": Command(Proxy, _proxy),
    "vote.ballot": Command(AskBallot, _ballot),
    "vote.received": Command(OfVote, _received),
}
