"""Queries about seats, who sits there, and when."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.errors import NotVisible
from meetings.models.seat import Presence, Seat, SeatPerson


async def list_seats(session: AsyncSession, meeting_id: UUID) -> Sequence[Seat]:
    rows = await session.exec(
        select(Seat).where(Seat.meeting_id == meeting_id).order_by(col(Seat.position), col(Seat.id))
    )
    return rows.all()


async def get_seat(session: AsyncSession, meeting_id: UUID, seat_id: UUID) -> Seat:
    """A seat of the meeting, whose row is locked. Raises `NotVisible`."""
    rows = await session.exec(select(Seat).where(Seat.id == seat_id, Seat.meeting_id == meeting_id))
    seat = rows.one_or_none()
    if seat is None:
        raise NotVisible("seat", seat_id)
    return seat


async def list_people(session: AsyncSession, meeting_id: UUID) -> Sequence[SeatPerson]:
    """Everybody behind the seats of a meeting, heads of delegations first."""
    rows = await session.exec(
        select(SeatPerson)
        .join(Seat, col(Seat.id) == SeatPerson.seat_id)
        .where(Seat.meeting_id == meeting_id)
        .order_by(col(SeatPerson.is_head).desc(), col(SeatPerson.id))
    )
    return rows.all()


async def list_presence(session: AsyncSession, meeting_id: UUID) -> Sequence[Presence]:
    rows = await session.exec(
        select(Presence)
        .join(Seat, col(Seat.id) == Presence.seat_id)
        .where(Seat.meeting_id == meeting_id)
        .order_by(col(Presence.joined_at), col(Presence.id))
    )
    return rows.all()


async def next_position(session: AsyncSession, meeting_id: UUID) -> int:
    rows = await session.exec(
        select(func.coalesce(func.max(Seat.position), 0)).where(Seat.meeting_id == meeting_id)
    )
    return rows.one() + 1
