"""Recording: the chair's decision, announced to all, and what becomes of the files."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from meetings.access import access_meeting, may_organise
from meetings.errors import MoveRefused, NotVisible
from meetings.live_errors import RecordingNotAllowed
from meetings.models.live import LiveMeeting
from meetings.models.live_states import RecordingState
from meetings.models.meeting import Meeting
from meetings.models.recording import MeetingRecording
from meetings.models.states import EventKind
from meetings.participant import Participant, lock_led
from meetings.service.timeline import record_event
from storage.journal import JournalEntry
from storage.outbox import publish

#: Storing the files of a long meeting takes a while, also after its media were given up.
LOST_AFTER = timedelta(hours=1)
#: A player asks for one range after another: what one person reads within this is one look.
LOOK = timedelta(hours=1)


async def start_recording(
    *, session: AsyncSession, who: Participant, now: datetime
) -> MeetingRecording:
    """Only the chair decides; everybody is told by the event, before anything is written."""
    meeting = await lock_led(session, who)
    if not who.is_chair or who.actor is None:
        raise NotAllowed("record")
    if not meeting.recording_allowed:
        raise RecordingNotAllowed
    if await find_running(session, meeting.id) is not None:
        raise MoveRefused("recording", RecordingState.RUNNING, RecordingState.RUNNING)
    row = MeetingRecording(
        meeting_id=meeting.id, started_at=now, started_by_id=who.actor.appointment_id
    )
    session.add(row)
    _tell(session, meeting, who, row, EventKind.RECORDING_STARTED, Act.RECORDING_START, now)
    return row


async def stop_recording(
    *, session: AsyncSession, who: Participant, now: datetime
) -> MeetingRecording:
    meeting = await lock_led(session, who)
    row = await stop_running(session, meeting, who, now=now)
    if row is None:
        raise MoveRefused("recording", "not running", RecordingState.STOPPED)
    return row


async def stop_running(
    session: AsyncSession, meeting: Meeting, who: Participant, *, now: datetime
) -> MeetingRecording | None:
    row = await find_running(session, meeting.id)
    if row is not None:
        row.mark_stopped(now=now)
        _tell(session, meeting, who, row, EventKind.RECORDING_STOPPED, Act.RECORDING_STOP, now)
    return row


async def find_running(session: AsyncSession, meeting_id: UUID) -> MeetingRecording | None:
    rows = await session.exec(
        select(MeetingRecording).where(
            MeetingRecording.meeting_id == meeting_id,
            MeetingRecording.state == RecordingState.RUNNING,
        )
    )
    return rows.one_or_none()


async def hand_over_parts(
    *,
    session: AsyncSession,
    recording_id: UUID,
    parts: list[dict[str, Any]],
    gaps: list[dict[str, str]],
    now: datetime,
) -> None:
    """The engine's files are stored; a job makes them one. `gaps`: where nothing was written."""
    row = await session.get_one(MeetingRecording, recording_id, with_for_update=True)
    if row.state is not RecordingState.STOPPED or row.parts:
        return
    row.parts, row.gaps = parts, gaps
    await publish(session, type="recording.stopped", subject=row.id, now=now)


async def fail_recording(
    *, session: AsyncSession, recording_id: UUID, why: str, now: datetime
) -> None:
    row = await session.get_one(MeetingRecording, recording_id, with_for_update=True)
    if row.state in {RecordingState.RUNNING, RecordingState.STOPPED, RecordingState.JOINING}:
        _fail(session, row, why, now=now)


async def list_lost_recordings(session: AsyncSession, *, now: datetime) -> Sequence[UUID]:
    """Stopped long ago, and nobody who lives has the meeting's media to store the files."""
    rows = await session.exec(
        select(MeetingRecording.id)
        .join(LiveMeeting, col(LiveMeeting.meeting_id) == MeetingRecording.meeting_id)
        .where(
            MeetingRecording.state == RecordingState.STOPPED,
            col(MeetingRecording.parts) == [],
            col(MeetingRecording.stopped_at) < now - LOST_AFTER,
            col(LiveMeeting.media_server).is_(None),
        )
    )
    return rows.all()


def _fail(session: AsyncSession, row: MeetingRecording, why: str, *, now: datetime) -> None:
    """An administrator sees it among what has failed; the journal keeps it."""
    row.mark_failed(why)
    record_act(
        session,
        actor=None,
        act=Act.RECORDING_FAIL,
        subject=("meeting", row.meeting_id),
        now=now,
        details={"recording": str(row.id), "why": why[:300]},
    )


async def list_recordings(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID
) -> Sequence[MeetingRecording]:
    """For who organises: chair, secretary, who planned it, the convening agency's office."""
    meeting = await access_meeting(session, actor, meeting_id)
    if not may_organise(actor, meeting):
        raise NotAllowed("organise")
    rows = await session.exec(
        select(MeetingRecording)
        .where(MeetingRecording.meeting_id == meeting_id)
        .order_by(col(MeetingRecording.started_at))
    )
    return rows.all()


async def access_recording(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, recording_id: UUID, now: datetime
) -> MeetingRecording:
    """A kept recording, to be seen; who looks at it is journalled."""
    known = await list_recordings(session=session, actor=actor, meeting_id=meeting_id)
    row = next((one for one in known if one.id == recording_id), None)
    if row is None or row.digest is None:
        raise NotVisible("recording", recording_id)
    # Ranges that a player asks for at once come one after the other, so that one is the first.
    await session.refresh(row, with_for_update=True)
    if not await _is_looking(session, actor, row, now=now):
        record_act(
            session,
            actor=actor,
            act=Act.RECORDING_READ,
            subject=("meeting", meeting_id),
            now=now,
            digest=row.digest,
            details={"recording": str(row.id)},
        )
    return row


async def _is_looking(
    session: AsyncSession, actor: Actor, row: MeetingRecording, *, now: datetime
) -> bool:
    """Whether the journal has a look of this person in this appointment that still lasts."""
    looks = await session.exec(
        select(JournalEntry.id)
        .where(
            JournalEntry.subject_type == "meeting",
            JournalEntry.subject_id == row.meeting_id,
            JournalEntry.act == Act.RECORDING_READ,
            JournalEntry.digest == row.digest,
            JournalEntry.appointment_id == actor.appointment_id,
            JournalEntry.at > now - LOOK,
        )
        .limit(1)
    )
    return looks.first() is not None


def _tell(  # noqa: PLR0913, PLR0917 - a row of the timeline and one of the journal
    session: AsyncSession,
    meeting: Meeting,
    who: Participant,
    row: MeetingRecording,
    kind: EventKind,
    act: Act,
    now: datetime,
) -> None:
    details = {"recording": str(row.id)}
    record_event(
        session,
        meeting=meeting,
        kind=kind,
        now=now,
        seat_id=who.seat_id,
        person=who.person,
        details=details,
    )
    record_act(
        session,
        actor=who.actor,
        act=act,
        subject=("meeting", meeting.id),
        now=now,
        details=details,
    )
