"""The attendance table: every seat, and when it was there."""

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.meeting import Meeting
from meetings.repository.names import announce
from meetings.repository.seats import list_presence, list_seats
from services.rooms.schemas.meeting import AttendanceRow, StayRead


async def read_attendance(*, session: AsyncSession, meeting: Meeting) -> list[AttendanceRow]:
    seats = await list_seats(session, meeting.id)
    names = await announce(session, meeting.id, seats)
    stays = await list_presence(session, meeting.id)
    return [
        AttendanceRow(
            **seat.model_dump(include={"role", "state", "joins_online"}),
            seat_id=seat.id,
            name=names[seat.id].name,
            office=names[seat.id].office,
            present=any(stay.seat_id == seat.id for stay in stays),
            stays=[
                StayRead(**stay.model_dump(exclude={"id", "seat_id"}))
                for stay in stays
                if stay.seat_id == seat.id
            ],
        )
        for seat in seats
    ]
