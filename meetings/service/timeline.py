"""Adding to the timeline of a meeting, under the lock of its row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.event import MeetingEvent
from meetings.models.meeting import Meeting
from meetings.models.states import EventKind


def record_event(  # noqa: PLR0913 - a row of the timeline has these facts, each named at the call
    session: AsyncSession,
    *,
    meeting: Meeting,
    kind: EventKind,
    now: datetime,
    seat_id: UUID | None = None,
    person: str = "",
    item_id: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> MeetingEvent:
    """Add what happened; `meeting` is locked by this transaction, so its numbers have no gap."""
    meeting.last_seq += 1
    event = MeetingEvent(
        meeting_id=meeting.id,
        seq=meeting.last_seq,
        at=now,
        kind=kind,
        seat_id=seat_id,
        person=person,
        item_id=item_id,
        details=details or {},
    )
    session.add(event)
    return event
