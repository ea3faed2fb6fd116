"""Minutes: assembled, edited as versions, drafted as a Biên bản for secretary and chair to sign."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from meetings.access import access_content, access_organised
from meetings.errors import MoveRefused, VersionConflict
from meetings.models.meeting import Meeting
from meetings.models.outcome import MinutesVersion
from meetings.models.states import MeetingState, PaperKind
from meetings.outcome_shapes import MinutesContent, MinutesPlan
from meetings.repository.outcome import find_minutes
from meetings.repository.seats import list_seats
from meetings.service.assembling import assemble_minutes
from meetings.service.concluding import require_unfixed
from meetings.service.papers import INFORMATION, Wanted, want_paper
from meetings.wording.minutes import minutes_blocks

_AFTER_IT_BEGAN = frozenset({MeetingState.OPEN, MeetingState.CLOSED, MeetingState.CONCLUDED})
_AFTER_IT_ENDED = frozenset({MeetingState.CLOSED, MeetingState.CONCLUDED})


async def read_minutes(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, now: datetime
) -> tuple[MinutesContent, MinutesVersion | None]:
    """The newest version; where none was saved, what the system can assemble at this moment."""
    meeting = await access_content(session, actor, meeting_id)
    return await current_minutes(session, meeting, now=now)


async def current_minutes(
    session: AsyncSession, meeting: Meeting, *, now: datetime
) -> tuple[MinutesContent, MinutesVersion | None]:
    saved = await find_minutes(session, meeting.id)
    if saved is not None:
        return MinutesContent.model_validate(saved.content), saved
    return await assemble_minutes(session, meeting, now=now), None


async def save_minutes(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    content: MinutesContent,
    expected_version: int | None,
    now: datetime,
) -> MinutesVersion:
    """A new version on top of the one that was seen (0: the assembled one)."""
    meeting = await access_organised(session, actor, meeting_id)
    _require_state(meeting, _AFTER_IT_BEGAN)
    await require_unfixed(session, meeting, PaperKind.MINUTES)
    newest = await find_minutes(session, meeting.id)
    current = newest.version if newest else 0
    if expected_version is not None and expected_version != current:
        raise VersionConflict(current)
    version = MinutesVersion(
        meeting_id=meeting.id,
        version=current + 1,
        content=content.model_dump(mode="json"),
        saved_by_id=actor.appointment_id,
        saved_at=now,
    )
    session.add(version)
    _record(session, actor, Act.MINUTES_SAVE, meeting, now, version=version.version)
    return version


async def want_minutes(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, plan: MinutesPlan, now: datetime
) -> Meeting:
    """Ask for the Biên bản, which secretary and chair sign; kept, or sent to who took part."""
    meeting = await access_organised(session, actor, meeting_id)
    _require_state(meeting, _AFTER_IT_ENDED)
    content, saved = await current_minutes(session, meeting, now=now)
    seats = await list_seats(session, meeting.id) if plan.is_sent else []
    receivers = [(seat.agency_id, INFORMATION) for seat in seats if seat.agency_id]
    wanted = Wanted(
        kind=PaperKind.MINUTES,
        abstract=content.title,
        signer_appointment_id=meeting.chair_appointment_id,
        secretary_appointment_id=meeting.secretary_appointment_id,
        receivers=receivers,
        receivers_printed=["Các cơ quan dự họp;"] if receivers else [],
        blocks=minutes_blocks(content),
    )
    await want_paper(session, meeting=meeting, wanted=wanted, by=actor.appointment_id, now=now)
    meeting.touch(now=now)
    _record(session, actor, Act.MINUTES_WANT, meeting, now, version=saved.version if saved else 0)
    return meeting


def _require_state(meeting: Meeting, states: frozenset[MeetingState]) -> None:
    if meeting.state not in states:
        raise MoveRefused("meeting", meeting.state, "recorded in minutes")


def _record(
    session: AsyncSession, actor: Actor, act: Act, meeting: Meeting, now: datetime, **details: int
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("meeting", meeting.id),
        now=now,
        details=dict(details),
    )
