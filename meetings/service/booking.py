"""What follows from a meeting's places and seats: bookings and the levels that take part."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import AgencyLevel
from meetings.errors import FieldRefused, PlaceTaken
from meetings.models.meeting import Meeting
from meetings.models.place import Booking
from meetings.repository import meetings as rows
from meetings.repository.seats import list_seats


async def settle_places_and_scope(session: AsyncSession, meeting: Meeting) -> None:
    """Book the room and every bridge point for the planned time, and see which levels come.

    Another meeting's booking is refused by name; of two at once the database refuses one.
    """
    await session.flush()  # the queries below look at seats just added
    seats = await list_seats(session, meeting.id)
    wanted = {meeting.place_id, *(seat.place_id for seat in seats)} - {None}
    places = sorted(place for place in wanted if place)
    await require_active(session, places)
    taken = await rows.find_taken_place(session, meeting, places)
    if taken:
        raise PlaceTaken(taken)
    await release_places(session, meeting)
    session.add_all(
        Booking(
            meeting_id=meeting.id,
            place_id=place,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
        )
        for place in places
    )
    levels = await rows.list_levels(session, meeting)
    meeting.scope = [level.value for level in AgencyLevel if level in levels]


async def require_active(session: AsyncSession, places: Sequence[UUID]) -> None:
    known = await rows.list_places(session, places)
    if len(known) != len(places) or not all(place.active for place in known):
        raise FieldRefused("place_id", "not a place that can be used")


async def release_places(session: AsyncSession, meeting: Meeting) -> None:
    await session.exec(delete(Booking).where(col(Booking.meeting_id) == meeting.id))
