"""Casting: each seat on the roll once, by itself, by its proxy, or by the secretary's hand."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from auth.errors import NotAllowed
from meetings.errors import FieldRefused
from meetings.live_errors import BallotCast, NoVote, VoteUnderWay
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind, SeatRole
from meetings.models.vote import Ballot, Vote, VoteProxy
from meetings.participant import Participant, lock_attended, lock_led
from meetings.repository import live as rows
from meetings.repository.seats import get_seat
from meetings.service.timeline import record_event


async def cast_ballot(
    *,
    session: AsyncSession,
    who: Participant,
    vote_id: UUID,
    choice: str,
    seat_id: UUID | None,
    now: datetime,
) -> Ballot:
    """Vote for one's own seat, or for one whose proxy one holds. Said twice it counts once."""
    meeting = await lock_attended(session, who)
    vote = await rows.get_vote(session, meeting.id, vote_id)
    seat = seat_id or who.seat_id
    require_voter(vote, seat, by=who.seat_id)
    return await _cast(session, meeting, vote, who, seat, choice, now=now)


async def enter_ballot(
    *,
    session: AsyncSession,
    who: Participant,
    vote_id: UUID,
    seat_id: UUID,
    choice: str,
    now: datetime,
) -> Ballot:
    """The secretary enters what a seat without a device says aloud."""
    meeting = await lock_led(session, who)
    if who.role is not SeatRole.SECRETARY:
        raise NotAllowed("enter")
    vote = await rows.get_vote(session, meeting.id, vote_id)
    require_on_roll(vote, seat_id)
    ballot = await _cast(session, meeting, vote, who, seat_id, choice, now=now)
    record_act(
        session,
        actor=who.actor,
        act=Act.BALLOT_ENTER,
        subject=("meeting", meeting.id),
        now=now,
        details={"vote": str(vote.id), "seat": str(seat_id), "choice": choice},
    )
    return ballot


async def give_proxy(
    *,
    session: AsyncSession,
    who: Participant,
    seat_id: UUID,
    holder_seat_id: UUID | None,
    basis: str,
    now: datetime,
) -> None:
    """Enter that a seat that is away votes through another; no holder: take it back.

    A holder has one proxy, and gives none away. Not while a vote is open: its roll stands.
    """
    meeting = await lock_led(session, who)
    under_way = await rows.find_open_vote(session, meeting.id)
    if under_way is not None:
        raise VoteUnderWay(under_way.id)
    seat = await get_seat(session, meeting.id, seat_id)
    known = await session.get(VoteProxy, seat.id)
    if known is not None:
        await session.delete(known)
        await session.flush()  # a seat has one row
    if holder_seat_id is not None:
        holder = await get_seat(session, meeting.id, holder_seat_id)
        proxies = await rows.list_proxies(session, meeting.id)
        if not (seat.votes and holder.votes) or seat.id == holder.id:
            raise FieldRefused("holder_seat_id", "two seats with a vote, not the same")
        if holder.id in {*proxies, *proxies.values()} or seat.id in proxies.values():
            raise FieldRefused("holder_seat_id", "one proxy a holder, and none passed on")
        session.add(
            VoteProxy(
                seat_id=seat.id,
                meeting_id=meeting.id,
                holder_seat_id=holder.id,
                basis=basis,
                at=now,
            )
        )
    facts = {"holder": str(holder_seat_id) if holder_seat_id else None, "basis": basis}
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.PROXY_GIVEN,
        now=now,
        seat_id=seat.id,
        details=facts,
    )
    record_act(
        session,
        actor=who.actor,
        act=Act.PROXY_ENTER,
        subject=("meeting", meeting.id),
        now=now,
        details={"seat": str(seat.id), **facts},
    )


def require_on_roll(vote: Vote, seat_id: UUID) -> None:
    """Open, and the seat is on its roll: present, or represented."""
    vote.require_open()
    roll = vote.roll or {}
    if str(seat_id) not in {*roll["present"], *roll["represented"]}:
        raise NoVote


def require_voter(vote: Vote, seat_id: UUID, *, by: UUID) -> None:
    require_on_roll(vote, seat_id)
    holder = (vote.roll or {})["represented"].get(str(seat_id))
    if by != seat_id and holder != str(by):
        raise NoVote
    if by == seat_id and holder is not None:
        raise NoVote  # came after the opening: the proxy's vote stands on this roll


async def _cast(  # noqa: PLR0913 - whose ballot, by whom, in which vote
    session: AsyncSession,
    meeting: Meeting,
    vote: Vote,
    who: Participant,
    seat_id: UUID,
    choice: str,
    *,
    now: datetime,
) -> Ballot:
    if vote.secret:
        raise FieldRefused("vote_id", "a secret vote takes ballots without a name")
    if choice not in {option["key"] for option in vote.options}:
        raise FieldRefused("choice", "not one of the options")
    known = await session.get(Ballot, (vote.id, seat_id))
    if known is not None:
        if known.choice != choice:
            raise BallotCast
        return known
    ballot = Ballot(
        vote_id=vote.id,
        seat_id=seat_id,
        choice=choice,
        weight=(vote.roll or {})["entitled"][str(seat_id)],
        cast_by_seat_id=who.seat_id,
        person=who.person,
        at=now,
    )
    session.add(ballot)
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.BALLOT_CAST,
        now=now,
        seat_id=seat_id,
        item_id=vote.item_id,
        details={"vote": str(vote.id)},
    )
    return ballot
