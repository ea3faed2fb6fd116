"""Queries about meetings and where they are held."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, AgencyLevel, Appointment
from meetings.models.meeting import Meeting
from meetings.models.place import Booking, Place
from meetings.models.seat import Seat, SeatPerson
from meetings.models.states import MeetingState


async def list_meetings(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[tuple[Meeting, str, str | None]]:
    """Latest first: the meeting, who convenes, the name of the place."""
    query = (
        select(Meeting, Agency.name, Place.name)
        .join(Agency, col(Agency.id) == Meeting.agency_id)
        .join(Place, col(Place.id) == Meeting.place_id, isouter=True)
        .where(*conditions)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(col(Meeting.starts_at), col(Meeting.id)) < tuple_(*after))
    return (await session.exec(query)).all()


async def count_meetings(
    session: AsyncSession, *conditions: ColumnElement[bool]
) -> dict[MeetingState, int]:
    """How many there are in each state; states without one are left out."""
    rows = await session.exec(
        select(Meeting.state, func.count()).where(*conditions).group_by(col(Meeting.state))
    )
    return {MeetingState(state): count for state, count in rows.all()}


async def list_levels(session: AsyncSession, meeting: Meeting) -> set[AgencyLevel]:
    """The levels of the agencies that take part, the convening one among them."""
    seated = select(Seat.agency_id).where(
        Seat.meeting_id == meeting.id, col(Seat.agency_id).is_not(None)
    )
    rows = await session.exec(
        select(Agency.level).where(
            (col(Agency.id) == meeting.agency_id) | col(Agency.id).in_(seated)
        )
    )
    return {AgencyLevel(level) for level in rows.all()}


async def list_places(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Place]:
    rows = await session.exec(select(Place).where(col(Place.id).in_(ids)))
    return rows.all()


async def find_taken_place(
    session: AsyncSession, meeting: Meeting, places: Sequence[UUID]
) -> str | None:
    """The name of one of `places` that holds another meeting at that time."""
    rows = await session.exec(
        select(Place.name)
        .join(Booking, col(Booking.place_id) == Place.id)
        .where(
            col(Booking.place_id).in_(places),
            Booking.meeting_id != meeting.id,
            Booking.starts_at < meeting.ends_at,
            Booking.ends_at > meeting.starts_at,
        )
        .limit(1)
    )
    return rows.first()


async def list_busy_people(session: AsyncSession, meeting: Meeting) -> Sequence[tuple[UUID, str]]:
    """Appointments with a seat here whose holders sit in another meeting at that time."""
    here = _people(col(Seat.meeting_id) == meeting.id)
    there = _people(
        col(Seat.meeting_id).in_(
            select(Meeting.id).where(
                Meeting.id != meeting.id,
                Meeting.starts_at < meeting.ends_at,
                Meeting.ends_at > meeting.starts_at,
                Meeting.state != MeetingState.CANCELLED,
            )
        )
    )
    busy = select(Appointment.person_id).where(col(Appointment.id).in_(there))
    rows = await session.exec(
        select(Appointment.id, Appointment.position).where(
            col(Appointment.id).in_(here), col(Appointment.person_id).in_(busy)
        )
    )
    return rows.all()


def _people(of: ColumnElement[bool]) -> Any:
    seats = select(Seat.appointment_id).where(of, col(Seat.appointment_id).is_not(None))
    named = (
        select(SeatPerson.appointment_id)
        .join(Seat, col(Seat.id) == SeatPerson.seat_id)
        .where(of, col(SeatPerson.appointment_id).is_not(None))
    )
    return seats.union(named)


async def list_all_places(session: AsyncSession, *, query: str) -> Sequence[Place]:
    """Every agency's places whose name holds `query`, an agency's beside each other."""
    rows = await session.exec(
        select(Place)
        .join(Agency, col(Agency.id) == Place.agency_id)
        .where(col(Place.name).icontains(query, autoescape=True))
        .order_by(col(Agency.code), col(Place.name))
        .limit(500)
    )
    return rows.all()


async def list_taken(session: AsyncSession, starts_at: datetime, ends_at: datetime) -> set[UUID]:
    rows = await session.exec(
        select(Booking.place_id).where(Booking.starts_at < ends_at, Booking.ends_at > starts_at)
    )
    return set(rows.all())
