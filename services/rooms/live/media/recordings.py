"""What the engine recorded goes into the store as it is; a job makes one file of it."""

import json
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio

from meetings.media.errors import MediaError
from meetings.media.port import MediaEngine
from meetings.media.recovering import Stretch, read_stretches
from meetings.repository.live import hint
from meetings.service.recording import fail_recording, hand_over_parts, list_lost_recordings
from services.platform import Platform

_PIECE = 1 << 20
#: Between two processes that record; less is the time one of them takes to begin.
_GAP = 1.0
_LOST = "the process that had its files has ended, and they are not on this machine"


def folder_of(platform: Platform, recording_id: UUID) -> Path:
    return platform.settings.state_dir.absolute() / "recordings" / str(recording_id)


async def stop(platform: Platform, engine: MediaEngine, room: str, recording_id: UUID) -> bool:
    """End it in the engine; False where that failed and nothing was left, and the row says so."""
    try:
        await engine.stop_recording(room)
    except MediaError as error:
        if not await has_stretches(platform, recording_id):
            await abandon(platform, UUID(room), recording_id, type(error).__name__)
            return False
    return True


async def has_stretches(platform: Platform, recording_id: UUID) -> bool:
    """Whether this machine has files of it, whichever process wrote them."""
    return bool(await _stretches(folder_of(platform, recording_id)))


async def store(platform: Platform, recording_id: UUID) -> None:
    """Store the files of all stretches. The folder goes when they are safe."""
    folder = folder_of(platform, recording_id)
    stretches = await _stretches(folder)
    if not stretches:
        return
    began = stretches[0].began
    parts: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for number, stretch in enumerate(stretches, start=1):
        later = stretch.began - began
        events += [event | {"at": round(event["at"] + later, 3)} for event in stretch.events]
        for track in stretch.tracks:
            stored = await platform.blobs.put(_pieces(stretch.folder / track["file"]))
            parts.append(
                {
                    "file": f"{number}-{track['file']}",
                    "participant": track["participant"],
                    "purpose": track["purpose"],
                    "start": round(track["start"] + later, 3),
                    "digest": stored.digest,
                    "size": stored.size,
                }
            )
    gaps = _gaps(stretches)
    written = json.dumps({"began": began, "events": events, "gaps": gaps}, ensure_ascii=False)
    timeline = await platform.blobs.put(written.encode())
    parts.append({"file": "timeline.json", "purpose": "timeline", "digest": timeline.digest})
    async with platform.database.session() as session:
        now = platform.clock.now()
        await hand_over_parts(
            session=session, recording_id=recording_id, parts=parts, gaps=gaps, now=now
        )
        # Of the engine's own accord: no request and no job commits this.
        await session.commit()
    await anyio.to_thread.run_sync(lambda: shutil.rmtree(folder, ignore_errors=True))


async def rescue(platform: Platform) -> None:
    """Store what a process that has ended left on this machine; what is nowhere has failed."""
    async with platform.database.session() as session:
        lost = await list_lost_recordings(session, now=platform.clock.now())
    for recording_id in lost:
        if await has_stretches(platform, recording_id):
            await store(platform, recording_id)
            continue
        async with platform.database.session() as session:
            await fail_recording(
                session=session, recording_id=recording_id, why=_LOST, now=platform.clock.now()
            )
            await session.commit()  # of the server's own accord, as above


def _gaps(stretches: Sequence[Stretch]) -> list[dict[str, str]]:
    """From when to when nothing was written, because the process that wrote had ended."""
    return [
        {"since": _time(one.ended), "until": _time(other.began)}
        for one, other in pairwise(stretches)
        if other.began - one.ended > _GAP
    ]


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


async def abandon(platform: Platform, meeting_id: UUID, recording_id: UUID, why: str) -> None:
    async with platform.database.session() as session:
        await fail_recording(
            session=session, recording_id=recording_id, why=why, now=platform.clock.now()
        )
        await hint(session, meeting_id, changed=["meeting"])
        await session.commit()  # as above


async def _stretches(folder: Path) -> list[Stretch]:
    return await anyio.to_thread.run_sync(read_stretches, folder)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    async with await anyio.open_file(path, "rb") as file:
        while piece := await file.read(_PIECE):
            yield piece
