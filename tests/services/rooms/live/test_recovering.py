"""What a media process that died had recorded is joined with what came after, the gap named."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from meetings.media.forwarding.recording.ogg import OggOpus
from meetings.media.recovering import LOG, TIMELINE, next_folder, read_stretches
from meetings.models.live import LiveMeeting
from meetings.models.live_states import RecordingState
from meetings.models.recording import MeetingRecording
from services.rooms.live.media.recordings import folder_of, rescue
from tests.meetings import CHAIR, door, planned

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

SILENCE = b"\xf8\xff\xfe"  # 20 ms of Opus
BEGAN = 1_732_500_000.0
TRACK = {"participant": "a", "purpose": "microphone", "file": "0000-microphone.ogg", "start": 0.5}


def write_stretch(recording: Path, *, began: float, seconds: float, is_ended: bool) -> None:
    """A voice; without an end, only what is written on the way."""
    folder = next_folder(recording)
    track = folder / str(TRACK["file"])
    ogg = OggOpus(track.open("wb"))
    for number in range(int(seconds * 50)):
        ogg.write(SILENCE, timestamp=number * 960)
    ogg.close()
    ended = began + 0.5 + seconds
    os.utime(track, (ended, ended))
    joined = {"at": 0.2, "kind": "joined", "participant": "a"}
    lines: list[dict[str, Any]] = [{"began": began}, {"track": TRACK}, {"event": joined}]
    (folder / LOG).write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"ev')
    if is_ended:
        whole = {"began": began, "tracks": [TRACK], "events": [joined]}
        (folder / TIMELINE).write_text(json.dumps(whole))


def test_a_stretch_without_an_end_is_read_from_its_log(tmp_path: Path) -> None:
    write_stretch(tmp_path, began=BEGAN, seconds=1, is_ended=False)
    write_stretch(tmp_path, began=BEGAN + 10, seconds=1, is_ended=True)
    next_folder(tmp_path)  # begun, and nothing written
    first, second = read_stretches(tmp_path)
    assert first.tracks == second.tracks == [TRACK]
    assert (first.ended, second.began) == (BEGAN + 1.5, BEGAN + 10)
    assert next_folder(tmp_path).name == "4"


async def lost(office: Office, tmp_path: Path) -> tuple[dict[str, Any], UUID]:
    """A recording that was stopped two hours ago, after the last process with its media ended."""
    settings = office.platform.settings.model_copy(update={"state_dir": tmp_path / "state"})
    office.platform = replace(office.platform, settings=settings)
    office.app.state.platform = office.platform
    meeting = await planned(office, recording_allowed=True)
    now = office.clock.moment
    row = MeetingRecording(
        meeting_id=UUID(meeting["id"]),
        state=RecordingState.STOPPED,
        started_at=now - timedelta(hours=2, seconds=12),
        stopped_at=now - timedelta(hours=2),
        started_by_id=UUID(meeting["chair"]["appointment_id"]),
    )
    async with office.platform.database.session() as session:
        session.add_all([row, LiveMeeting(meeting_id=row.meeting_id)])
        await session.commit()
    return meeting, row.id


async def listed(office: Office, meeting: dict[str, Any]) -> dict[str, Any]:
    chair = await office.sign_in(CHAIR)
    return dict((await chair.get(f"{door(meeting)}/recordings")).json()[0])


async def test_lost_stretches_are_joined_and_their_gap_is_named(
    office: Office, tmp_path: Path
) -> None:
    meeting, recording_id = await lost(office, tmp_path)
    folder = folder_of(office.platform, recording_id)
    write_stretch(folder, began=BEGAN, seconds=2, is_ended=False)
    write_stretch(folder, began=BEGAN + 8, seconds=2, is_ended=True)
    await rescue(office.platform)
    await office.work()
    row = await listed(office, meeting)
    assert row["state"] == "stored", row
    assert row["gaps"] == [{"since": "2024-11-25T02:00:02Z", "until": "2024-11-25T02:00:08Z"}]
    assert not await asyncio.to_thread(folder.exists)


async def test_what_is_nowhere_has_failed(office: Office, tmp_path: Path) -> None:
    meeting, _ = await lost(office, tmp_path)
    await rescue(office.platform)
    row = await listed(office, meeting)
    assert row["state"] == "failed"
    assert "not on this machine" in row["failure"]
