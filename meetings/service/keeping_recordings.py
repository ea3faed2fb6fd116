"""How long a recording is kept: until its time is over, unless somebody has it held."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from meetings.access import access_organised
from meetings.errors import NotVisible
from meetings.models.live_states import RecordingState
from meetings.models.meeting import Meeting
from meetings.models.recording import MeetingRecording
from storage.outbox import publish

#: For how long a recording that failed is shown as an alarm.
ALARM = timedelta(days=90)


async def hold_recording(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    recording_id: UUID,
    reason: str,
    now: datetime,
) -> MeetingRecording:
    """Keep it beyond its time, for an inspection or a complaint, until it is released."""
    row = await _access(session, actor, meeting_id, recording_id)
    row.mark_held(reason, actor.appointment_id)
    _record(session, actor, Act.RECORDING_HOLD, row, now, reason=reason)
    return row


async def release_recording(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    recording_id: UUID,
    now: datetime,
) -> MeetingRecording:
    """From here on its own time counts again; where that is over, it is deleted."""
    row = await _access(session, actor, meeting_id, recording_id)
    row.mark_released()
    _record(session, actor, Act.RECORDING_RELEASE, row, now)
    await publish(session, type="recording.due", subject=row.id, now=now)
    return row


async def expire_recording(session: AsyncSession, recording_id: UUID, *, now: datetime) -> None:
    """Let it be deleted if its time is over; asked too early, come back later."""
    row = await session.get_one(MeetingRecording, recording_id, with_for_update=True)
    if row.digest is None or row.keep_until is None or row.hold_reason is not None:
        return
    if row.keep_until > now:
        left = row.keep_until - now
        await publish(session, type="recording.due", subject=row.id, now=now, delay=left)
        return
    digest = row.digest
    row.mark_expired()
    _record(session, None, Act.RECORDING_EXPIRE, row, now, digest=digest)
    await publish(
        session, type="recording.expired", subject=row.id, now=now, data={"parts": [digest]}
    )


async def list_failed(
    *, session: AsyncSession, actor: Actor, now: datetime
) -> Sequence[tuple[MeetingRecording, str]]:
    """For who looks after the system: what could not be kept lately, and of which meeting."""
    actor.require(Permission.MANAGE_JOBS)
    rows = await session.exec(
        select(MeetingRecording, Meeting.title)
        .join(Meeting, col(Meeting.id) == MeetingRecording.meeting_id)
        .where(
            MeetingRecording.state == RecordingState.FAILED,
            col(MeetingRecording.started_at) > now - ALARM,
        )
        .order_by(col(MeetingRecording.started_at).desc())
        .limit(100)
    )
    return rows.all()


async def _access(
    session: AsyncSession, actor: Actor, meeting_id: UUID, recording_id: UUID
) -> MeetingRecording:
    """A recording of a meeting the actor organises, locked."""
    meeting = await access_organised(session, actor, meeting_id)
    row = await session.get(MeetingRecording, recording_id, with_for_update=True)
    if row is None or row.meeting_id != meeting.id:
        raise NotVisible("recording", recording_id)
    return row


def _record(
    session: AsyncSession,
    actor: Actor | None,
    act: Act,
    row: MeetingRecording,
    now: datetime,
    *,
    digest: str | None = None,
    **details: str,
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("meeting", row.meeting_id),
        now=now,
        digest=digest or row.digest,
        details={"recording": str(row.id), **details},
    )
