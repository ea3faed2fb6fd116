"""How seats are announced: the agency, the official or the guest."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.repository import list_agencies_by_id, list_officers
from meetings.models.meeting import Meeting
from meetings.models.place import Place
from meetings.models.seat import Seat, SeatPerson
from meetings.repository.seats import list_people


@dataclass(frozen=True, slots=True)
class Announced:
    """`name`: of the agency, the official or the guest; `office`: empty for an agency."""

    name: str
    office: str


async def announce(
    session: AsyncSession, meeting_id: UUID, seats: Sequence[Seat]
) -> dict[UUID, Announced]:
    """The names of the seats, by seat."""
    agencies = {
        row.id: row.name
        for row in await list_agencies_by_id(
            session, [seat.agency_id for seat in seats if seat.agency_id]
        )
    }
    officers = {
        appointment.id: Announced(full_name, appointment.position)
        for appointment, full_name, _ in await list_officers(
            session, [seat.appointment_id for seat in seats if seat.appointment_id]
        )
    }
    people: dict[UUID, SeatPerson] = {}
    for person in await list_people(session, meeting_id):
        people.setdefault(person.seat_id, person)

    def announced(seat: Seat) -> Announced:
        if seat.agency_id:
            return Announced(agencies[seat.agency_id], "")
        if seat.appointment_id:
            return officers[seat.appointment_id]
        guest = people.get(seat.id)
        return Announced(guest.full_name, guest.office) if guest else Announced("", "")

    return {seat.id: announced(seat) for seat in seats}


async def place_of(session: AsyncSession, meeting: Meeting) -> str:
    """Where it is held, as it is written: the place of the list and what is added to it."""
    place = await session.get(Place, meeting.place_id) if meeting.place_id else None
    listed = ", ".join(filter(None, (place.name, place.address))) if place else ""
    return "; ".join(filter(None, (listed, meeting.place_text)))
