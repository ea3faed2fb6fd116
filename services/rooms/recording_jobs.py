"""A stopped recording becomes one file, is kept as long as the office says, and is then deleted."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import anyio

from auth.actor import record_act
from auth.acts import Act
from meetings.models.live_states import RecordingState
from meetings.models.recording import MeetingRecording
from meetings.repository.live import hint
from meetings.service.keeping_recordings import expire_recording
from meetings.service.recording import fail_recording
from services.platform import Platform
from services.rooms.joining_files import NotJoined, Part, join_files
from services.worker import AlreadyDone, Consumer, Consumers, GiveUp, Job
from storage.outbox import publish

_PIECE = 1 << 20


async def join_recording(job: Job) -> None:
    async with job.platform.database.session() as session:
        row = await session.get(MeetingRecording, job.event.subject, with_for_update=True)
        if row is None or row.state not in {RecordingState.STOPPED, RecordingState.JOINING}:
            raise AlreadyDone
        row.mark_joining()
        await session.commit()  # the state that the screen shows while the work goes on
    with tempfile.TemporaryDirectory(prefix="congvu-recording-") as folder:
        target = Path(folder, "joined.webm")
        await _make(job, row, Path(folder), target)
        async with await anyio.open_file(target, "rb") as file:
            stored = await job.platform.blobs.put(await file.read())
    keep_until = job.now + job.platform.settings.recording_retention
    await job.platform.blobs.lock(stored.digest, until=keep_until)
    async with job.completing() as session:
        row = await session.get_one(MeetingRecording, job.event.subject, with_for_update=True)
        parts = [part["digest"] for part in row.parts]
        row.mark_stored(stored.digest, stored.size, keep_until=keep_until)
        record_act(
            session,
            actor=None,
            act=Act.RECORDING_STORE,
            subject=("meeting", row.meeting_id),
            now=job.now,
            digest=stored.digest,
            details={"recording": str(row.id), "keep_until": keep_until.isoformat()},
        )
        await publish(
            session, type="recording.stored", subject=row.id, now=job.now, data={"parts": parts}
        )
        await publish(
            session,
            type="recording.due",
            subject=row.id,
            now=job.now,
            delay=job.platform.settings.recording_retention,
        )


async def _make(job: Job, row: MeetingRecording, folder: Path, target: Path) -> None:
    events: list[dict[str, object]] = []
    parts = []
    for part in row.parts:
        path = folder / Path(part["file"]).name
        await _fetch(job.platform, part["digest"], path)
        if part["purpose"] == "timeline":
            events = json.loads(path.read_text(encoding="utf-8"))["events"]
        else:
            parts.append(Part(path, part["participant"], part["purpose"], part["start"]))
    seconds = ((row.stopped_at or row.started_at) - row.started_at) / timedelta(seconds=1)
    if not parts:
        raise GiveUp("nothing was sent while it was recorded")

    async def progress(percent: int) -> None:
        await _tell(job.platform, row.id, percent)

    try:
        await join_files(parts, events, target, seconds=max(seconds, 1.0), progress=progress)
    except NotJoined as error:
        raise GiveUp(str(error)) from error


async def _fetch(platform: Platform, digest: str, path: Path) -> None:
    async with await anyio.open_file(path, "wb") as file:
        async for piece in platform.blobs.stream(digest):
            await file.write(piece)


async def _tell(platform: Platform, recording_id: UUID, percent: int) -> None:
    async with platform.database.session() as session:
        row = await session.get_one(MeetingRecording, recording_id)
        row.progress = percent
        await hint(session, row.meeting_id, changed=["meeting"])
        await session.commit()  # how far it is, beside the transaction that completes it


async def give_up(job: Job, reason: str) -> None:
    async with job.platform.database.session() as session:
        await fail_recording(
            session=session, recording_id=job.event.subject, why=reason, now=job.now
        )
        await session.commit()


async def forget_parts(job: Job) -> None:
    """The tracks went into the one file; what is kept is that."""
    for digest in job.event.data["parts"]:
        await job.platform.blobs.delete(digest)


async def end_retention(job: Job) -> None:
    async with job.completing() as session:
        await expire_recording(session, job.event.subject, now=job.now)


CONSUMERS: Consumers = {
    "recording.stopped": [Consumer("rooms.join_recording", join_recording, give_up=give_up)],
    "recording.stored": [Consumer("rooms.forget_parts", forget_parts)],
    "recording.due": [Consumer("rooms.end_retention", end_retention)],
    "recording.expired": [Consumer("rooms.forget_recording", forget_parts)],
}
