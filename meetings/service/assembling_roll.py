"""Who was there and for how long, and who was not, from what devices and the secretary said."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.meeting import Meeting
from meetings.models.seat import Presence, Seat, SeatPerson
from meetings.models.states import SeatRole, SeatState
from meetings.outcome_shapes import Attendee
from meetings.repository.names import Announced
from meetings.repository.seats import list_people, list_presence
from meetings.wording import minutes as words

#: Who came or went within this of the beginning or the end was there all the time.
_GRACE = timedelta(minutes=5)


async def told_roll(
    session: AsyncSession,
    meeting: Meeting,
    seats: Sequence[Seat],
    names: Mapping[UUID, Announced],
) -> tuple[list[Attendee], list[Attendee]]:
    """Present and absent; stays before the opening, and of who only looked in, count as well."""
    stays = await list_presence(session, meeting.id)
    people = await list_people(session, meeting.id)
    present, absent = [], []
    for seat in seats:
        named = names[seat.id]
        own = [stay for stay in stays if stay.seat_id == seat.id]
        behind = [one for one in people if one.seat_id == seat.id and one.full_name != named.name]
        row = Attendee(name=named.name, office=_office(seat, named))
        if own:
            row.note = _with_whom(meeting, seat, named, own, behind)[:1000]
            present.append(row)
        else:
            row.note = (seat.decline_reason or "")[:1000]
            absent.append(row)
    return present, absent


def _office(seat: Seat, named: Announced) -> str:
    parts = [named.office, words.GUEST if seat.role is SeatRole.GUEST else ""]
    return ", ".join(filter(None, parts))[:200]


def _with_whom(
    meeting: Meeting,
    seat: Seat,
    named: Announced,
    stays: Sequence[Presence],
    behind: Sequence[SeatPerson],
) -> str:
    """Who sat there by name; who was only named for it beforehand is said to be that."""
    seen = dict.fromkeys(stay.person for stay in stays if stay.person and stay.person != named.name)
    offices = {one.full_name: one.office for one in behind}
    there = [words.person(name, offices.get(name, "")) for name in seen]
    listed = [words.person(*row) for row in offices.items() if row[0] not in seen]
    parts = ["; ".join(there)] if there else []
    if listed:
        stand_in = seat.state is SeatState.DELEGATED
        parts.append(words.stand_in(listed) if stand_in else words.listed(listed))
    parts.append(_from_until(meeting, stays))
    return "; ".join(filter(None, parts))


def _from_until(meeting: Meeting, stays: Sequence[Presence]) -> str:
    """Empty for who was there all the time."""
    if meeting.opened_at is None:
        return ""
    came = min(stay.joined_at for stay in stays)
    ends = [stay.left_at for stay in stays]
    left = None if None in ends else max(end for end in ends if end is not None)
    late = came > meeting.opened_at + _GRACE
    early = bool(left and meeting.closed_at and left < meeting.closed_at - _GRACE)
    return words.stayed(came if late else None, left if early else None)
