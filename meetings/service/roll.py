"""The roll call (điểm danh): who is present, with or without a device, and whether it is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from meetings.counting import quorum_needed
from meetings.errors import FieldRefused
from meetings.models.live_states import Roll
from meetings.models.meeting import Meeting
from meetings.models.seat import Presence, Seat
from meetings.models.states import EventKind, PresenceHow, Quorum
from meetings.participant import Participant, get_live_seat, list_live_seats, lock_led
from meetings.repository import live as rows
from meetings.repository.seats import list_seats
from meetings.service.timeline import record_event
from storage.text import Line


class RollEntry(BaseModel):
    seat_id: UUID
    present: bool
    person: Line = Field(default="", max_length=200, description="who sits there")


@dataclass(frozen=True, slots=True)
class Standing:
    """Seats with a vote: all of them, those present, and the weights of both."""

    entitled: dict[UUID, int]
    present: dict[UUID, int]

    def enough(self, rule: Quorum) -> bool:
        return len(self.present) >= quorum_needed(rule, len(self.entitled))


async def call_roll(
    *, session: AsyncSession, who: Participant, entries: Sequence[RollEntry], now: datetime
) -> Standing:
    """Enter who answered; what is not named stays as it was."""
    meeting = await lock_led(session, who)
    seats = {seat.id: seat for seat in await list_seats(session, meeting.id)}
    if not {entry.seat_id for entry in entries} <= seats.keys():
        raise FieldRefused("entries", "not a seat of this meeting")
    stays = await rows.list_present_now(session, meeting.id)
    for entry in entries:
        live = await get_live_seat(session, meeting.id, entry.seat_id)
        live.roll = Roll.PRESENT if entry.present else Roll.ABSENT
        _settle(session, entry, [row for row in stays if row.seat_id == entry.seat_id], now)
    await session.flush()  # the standing is read from what was just entered
    standing = await read_standing(session, meeting)
    counts = {
        "present": len(standing.present),
        "entitled": len(standing.entitled),
        "quorum": standing.enough(meeting.quorum),
    }
    record_event(
        session,
        meeting=meeting,
        kind=EventKind.ROLL_CALLED,
        now=now,
        seat_id=who.seat_id,
        person=who.person,
        details={**counts, "entries": [entry.model_dump(mode="json") for entry in entries]},
    )
    record_act(
        session,
        actor=who.actor,
        act=Act.ROLL_CALL,
        subject=("meeting", meeting.id),
        now=now,
        details=counts,
    )
    return standing


def _settle(
    session: AsyncSession, entry: RollEntry, stays: Sequence[Presence], now: datetime
) -> None:
    """A seat without a device is there by the secretary's word, until that is taken back."""
    entered = [row for row in stays if row.how is PresenceHow.SECRETARY]
    if entry.present and not stays:
        session.add(
            Presence(
                seat_id=entry.seat_id,
                person=entry.person,
                how=PresenceHow.SECRETARY,
                joined_at=now,
            )
        )
    elif not entry.present:
        for row in entered:
            row.left_at = now


async def read_standing(session: AsyncSession, meeting: Meeting) -> Standing:
    """Who of those with a vote is present: somebody is there, and the roll does not deny it."""
    live = await list_live_seats(session, meeting.id)
    there = {row.seat_id for row in await rows.list_present_now(session, meeting.id)}
    seats = [seat for seat in await list_seats(session, meeting.id) if seat.votes]

    def is_present(seat: Seat) -> bool:
        said = live[seat.id].roll if seat.id in live else None
        return seat.id in there and said is not Roll.ABSENT

    return Standing(
        {seat.id: seat.weight for seat in seats},
        {seat.id: seat.weight for seat in seats if is_present(seat)},
    )
