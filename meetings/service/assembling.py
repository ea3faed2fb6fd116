"""Minutes assembled from what is known: the timeline, the roll, the votes, the conclusions."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.repository import list_agencies_by_id
from meetings.models.meeting import Meeting
from meetings.outcome_shapes import MinutesContent
from meetings.repository.names import announce, place_of
from meetings.repository.outcome import list_conclusions, list_events
from meetings.repository.papers import list_officers_of
from meetings.repository.seats import list_seats
from meetings.service.assembling_course import told_course, told_opinions
from meetings.service.assembling_roll import told_roll
from meetings.service.assembling_votes import told_slips, told_votes
from meetings.service.course import read_course
from meetings.wording.notice import with_whom


async def assemble_minutes(
    session: AsyncSession, meeting: Meeting, *, now: datetime
) -> MinutesContent:
    """A first draft; what people make of it afterwards is saved as versions of its own."""
    seats = await list_seats(session, meeting.id)
    names = await announce(session, meeting.id, seats)
    officers = await list_officers_of(
        session, [meeting.chair_appointment_id, meeting.secretary_appointment_id]
    )
    events = await list_events(session, meeting.id)
    course = await read_course(session, meeting, now=now)
    present, absent = await told_roll(session, meeting, seats, names)
    return MinutesContent(
        title=meeting.title,
        form=meeting.form,
        place=await place_of(session, meeting),
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        chair=officers[meeting.chair_appointment_id],
        secretary=officers[meeting.secretary_appointment_id],
        present=present,
        absent=absent,
        course=told_course(events, course, names),
        opinions=told_opinions(events, course, names),
        votes=told_votes(course),
        slips=await told_slips(session, meeting, names),
        conclusions=await _conclusions(session, meeting),
    )


async def _conclusions(session: AsyncSession, meeting: Meeting) -> Sequence[str]:
    rows = await list_conclusions(session, meeting.id)
    agencies = await list_agencies_by_id(session, [row.agency_id for row in rows if row.agency_id])
    names = {row.id: row.name for row in agencies}
    return [
        with_whom(row.text, names[row.agency_id] if row.agency_id else None, row.deadline)
        for row in rows
    ]
