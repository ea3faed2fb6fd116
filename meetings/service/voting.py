"""Votes: put, opened on the roll, closed with a frozen result, or annulled with a reason."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from meetings.blind import KeyPair, make_key
from meetings.counting import (
    digest_of,
)
from meetings.errors import FieldRefused, MoveRefused
from meetings.live_errors import VoteUnderWay
from meetings.live_shapes import VoteDraft
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind, MeetingState
from meetings.models.vote import Vote
from meetings.participant import Participant, lock_led, lock_meeting, require_lead
from meetings.repository import live as rows
from meetings.repository.agenda import list_items
from meetings.service.secret_votes import settle_ballots
from meetings.service.timeline import record_event
from meetings.service.vote_results import count_result, counts_of, take_roll

MOST_VOTES = 200
_PREPARABLE = frozenset({MeetingState.INVITED, MeetingState.OPEN})


async def prepare_vote(
    *, session: AsyncSession, who: Participant, draft: VoteDraft, now: datetime
) -> Vote:
    require_lead(who)
    meeting = await lock_meeting(session, who.meeting_id)
    if meeting.state not in _PREPARABLE:
        raise MoveRefused("meeting", meeting.state, "voted in")
    if draft.secret and draft.weighted:
        raise FieldRefused("weighted", "weights would tell whose ballot it is")
    options = draft.all_options()
    keys = [option["key"] for option in options]
    if len(set(keys)) != len(keys) or len(keys) < 2:  # noqa: PLR2004 - a choice needs two
        raise FieldRefused("options", "at least two, each with a key of its own")
    if len(await rows.list_votes(session, meeting.id)) >= MOST_VOTES:
        raise FieldRefused("vote", f"at most {MOST_VOTES} votes in a meeting")
    if draft.item_id is not None:
        items = {item.id for item in await list_items(session, meeting.id)}
        if draft.item_id not in items:
            raise FieldRefused("item_id", "not an item of this meeting")
    vote = Vote(
        **draft.model_dump(exclude={"options", "abstention"}),
        meeting_id=meeting.id,
        options=options,
        created_at=now,
    )
    if vote.item_id is None:
        current = await rows.find_current_item(session, meeting.id)
        vote.item_id = current.id if current else None
    session.add(vote)
    _tell(session, meeting, vote, EventKind.VOTE_PREPARED, now)
    _record(session, who, Act.VOTE_PREPARE, vote, now)
    return vote


async def make_ballot_key() -> KeyPair:
    """A key for one secret vote; made outside any transaction, in a thread."""
    return await asyncio.to_thread(make_key)


async def open_vote(
    *,
    session: AsyncSession,
    who: Participant,
    vote_id: UUID,
    key: KeyPair | None,
    now: datetime,
) -> Vote:
    """Open it on the roll of this moment. `key` is used if it is secret. `QuorumMissing`."""
    meeting = await lock_led(session, who)
    vote = await rows.get_vote(session, meeting.id, vote_id)
    under_way = await rows.find_open_vote(session, meeting.id)
    if under_way is not None and under_way is not vote:
        raise VoteUnderWay(under_way.id)
    vote.mark_open(await take_roll(session, meeting, vote), now=now)
    if vote.secret:
        if key is None:
            raise FieldRefused("key", "a secret vote needs its key")
        vote.public_key, vote.private_key = key.public_pem, key.private_der
    _tell(session, meeting, vote, EventKind.VOTE_OPENED, now)
    _record(session, who, Act.VOTE_OPEN, vote, now)
    return vote


async def close_vote(
    *, session: AsyncSession, who: Participant, vote_id: UUID, now: datetime
) -> Vote:
    """Count, freeze and prove the result; the key of a secret vote is forgotten."""
    meeting = await lock_led(session, who)
    vote = await rows.get_vote(session, meeting.id, vote_id, for_change=True)
    vote.require_open()
    result = await count_result(session, vote, now=now)
    vote.mark_closed(result, digest_of(result), now=now)
    if vote.secret:
        await settle_ballots(session, vote.id)
    _tell(
        session,
        meeting,
        vote,
        EventKind.VOTE_CLOSED,
        now,
        adopted=result["adopted"],
        counts=counts_of(result),
        passed=result["adopted"] is not None,
        digest=vote.digest,
    )
    _record(session, who, Act.VOTE_CLOSE, vote, now, digest=vote.digest)
    return vote


async def annul_vote(
    *, session: AsyncSession, who: Participant, vote_id: UUID, reason: str, now: datetime
) -> Vote:
    meeting = await lock_led(session, who)
    vote = await rows.get_vote(session, meeting.id, vote_id, for_change=True)
    vote.mark_annulled(reason)
    if vote.secret:
        await settle_ballots(session, vote.id)
    _tell(session, meeting, vote, EventKind.VOTE_ANNULLED, now, reason=reason)
    _record(session, who, Act.VOTE_ANNUL, vote, now, reason=reason)
    return vote


def _tell(
    session: AsyncSession,
    meeting: Meeting,
    vote: Vote,
    kind: EventKind,
    now: datetime,
    **details: Any,
) -> None:
    record_event(
        session,
        meeting=meeting,
        kind=kind,
        now=now,
        item_id=vote.item_id,
        details={"vote": str(vote.id), "question": vote.question, **details},
    )


def _record(
    session: AsyncSession,
    who: Participant,
    act: Act,
    vote: Vote,
    now: datetime,
    *,
    digest: str | None = None,
    **details: Any,
) -> None:
    record_act(
        session,
        actor=who.actor,
        act=act,
        subject=("meeting", vote.meeting_id),
        now=now,
        digest=digest,
        details={"vote": str(vote.id), "question": vote.question, **details},
    )
