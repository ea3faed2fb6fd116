"""Mail to those invited: queued with the change it speaks of, sent by a job."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.meeting import Meeting
from meetings.models.paper import MeetingMail
from meetings.models.states import MailMethod
from meetings.repository.papers import list_addresses
from storage.outbox import publish


async def queue_invitations(session: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    await _queue(session, meeting, MailMethod.REQUEST, now=now)


async def queue_update(session: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    """Time or place has changed: the same event with the next SEQUENCE (RFC 5546, 2.1.4)."""
    meeting.calendar_sequence += 1
    await _queue(session, meeting, MailMethod.REQUEST, now=now)


async def queue_cancellation(session: AsyncSession, meeting: Meeting, *, now: datetime) -> None:
    meeting.calendar_sequence += 1
    await _queue(session, meeting, MailMethod.CANCEL, now=now)


async def queue_for_seats(
    session: AsyncSession,
    meeting: Meeting,
    method: MailMethod,
    *,
    seat_ids: Collection[UUID],
    now: datetime,
) -> None:
    """To those who were added, or taken away, after the others had been invited."""
    await _queue(session, meeting, method, seat_ids=seat_ids, now=now)


async def _queue(
    session: AsyncSession,
    meeting: Meeting,
    method: MailMethod,
    *,
    now: datetime,
    seat_ids: Collection[UUID] | None = None,
) -> None:
    await session.flush()  # seats just added are written to as well
    for seat_id, name, address in await list_addresses(session, meeting.id):
        if seat_ids is not None and seat_id not in seat_ids:
            continue
        mail = MeetingMail(
            meeting_id=meeting.id,
            seat_id=seat_id,
            name=name,
            address=address,
            method=method,
            sequence=meeting.calendar_sequence,
            queued_at=now,
        )
        session.add(mail)
        await publish(
            session,
            type="meeting.mail_queued",
            subject=meeting.id,
            now=now,
            data={"mail_id": str(mail.id)},
        )
