"""Who was there, as the secretary enters it; and meetings held without this system."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from meetings.access import access_changeable, access_organised
from meetings.errors import FieldRefused, MoveRefused
from meetings.models.meeting import Meeting
from meetings.models.seat import Presence
from meetings.models.states import MeetingState, PresenceHow
from meetings.repository.seats import list_seats
from meetings.service.booking import release_places
from meetings.shapes import Attendance, Registration


async def register_held(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    registration: Registration,
    expected_version: int | None,
    now: datetime,
) -> Meeting:
    """Enter that it was held, from when to when and with whom: in the hall, or by other means."""
    meeting = await access_changeable(session, actor, meeting_id, version=expected_version)
    if registration.closed_at > now:
        raise FieldRefused("closed_at", "lies in the future")
    meeting.mark_registered(
        opened_at=registration.opened_at, closed_at=registration.closed_at, now=now
    )
    await release_places(session, meeting)
    await _replace(session, meeting, registration.attendance)
    record_act(
        session,
        actor=actor,
        act=Act.MEETING_REGISTER,
        subject=("meeting", meeting.id),
        now=now,
        details={"present": len({row.seat_id for row in registration.attendance})},
    )
    return meeting


async def enter_attendance(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    attendance: Sequence[Attendance],
    now: datetime,
) -> Meeting:
    """What the secretary saw in the hall; what devices said of themselves stays beside it."""
    meeting = await access_organised(session, actor, meeting_id)
    if meeting.state not in {MeetingState.OPEN, MeetingState.CLOSED}:
        raise MoveRefused("meeting", meeting.state, "attended")
    await _replace(session, meeting, attendance)
    meeting.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.MEETING_ATTENDANCE,
        subject=("meeting", meeting.id),
        now=now,
        details={"rows": len(attendance)},
    )
    return meeting


async def _replace(
    session: AsyncSession, meeting: Meeting, attendance: Sequence[Attendance]
) -> None:
    """Unless said otherwise, a seat was there from the beginning to the end."""
    seats = {seat.id for seat in await list_seats(session, meeting.id)}
    if not {row.seat_id for row in attendance} <= seats:
        raise FieldRefused("attendance", "not a seat of this meeting")
    await session.exec(
        delete(Presence).where(
            col(Presence.seat_id).in_(seats), col(Presence.how) == PresenceHow.SECRETARY
        )
    )
    for row in attendance:
        joined, left = row.joined_at or meeting.opened_at, row.left_at or meeting.closed_at
        if joined is None or (left is not None and left < joined):
            raise FieldRefused("attendance", "left before it came")
        session.add(
            Presence(
                seat_id=row.seat_id,
                person=row.person,
                how=PresenceHow.SECRETARY,
                joined_at=joined,
                left_at=left,
            )
        )
