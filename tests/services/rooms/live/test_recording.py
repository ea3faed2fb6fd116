"""Recordings: by the chair's word, told to all, one file in the end, for those who may see it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from services.rooms.joining_files import Part, Shown, schedule
from tests.live import COMMUNE, running
from tests.meetings import CHAIR, SECRETARY, door
from tests.meetings.over_socket import browser
from tests.services.rooms.live.test_media import send_all

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live import Room
    from tests.office import Office


async def recordings(office: Office, room: Room) -> list[dict[str, Any]]:
    chair = await office.sign_in(CHAIR)
    return list((await chair.get(f"{door(room.meeting)}/recordings")).json())


async def test_only_the_chair_records_and_only_where_it_was_planned(office: Office) -> None:
    async with running(office) as room:
        assert await room.secretary.refused("recording.start") == "not-allowed"
        assert await room.chair.refused("recording.start") == "recording-not-allowed"


async def test_a_recording_becomes_one_file_with_progress_and_rights(
    office: Office, tmp_path: Path
) -> None:
    settings = office.platform.settings.model_copy(update={"state_dir": tmp_path / "state"})
    office.platform = replace(office.platform, settings=settings)
    office.app.state.platform = office.platform
    async with (
        running(office, recording_allowed=True) as room,
        room.join(COMMUNE) as commune,
        browser(commune) as speaker,
    ):
        await room.chair.done("floor.call", seat_id=room.commune_seat)
        await send_all(speaker, 180)
        await room.chair.done("recording.start")
        await commune.event("recording_started")
        await commune.until_state(lambda state: state["meeting"]["recording"])
        await asyncio.sleep(4)
        room.pass_time(seconds=4)
        await room.secretary.done("recording.stop")
        await commune.event("recording_stopped")
        async with asyncio.timeout(30):
            while not await _parts_are_stored(office):  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.2)
        await office.work()
        row = (await recordings(office, room))[0]
        assert (row["state"], row["progress"]) == ("stored", 100), row
        path = f"{door(room.meeting)}/recordings/{row['id']}/file"
        file = await (await office.sign_in(SECRETARY)).get(path)
        assert hashlib.sha256(file.content).hexdigest() == row["digest"]
        assert (await (await office.sign_in(COMMUNE)).get(path)).status_code == 403
        await _is_played_in_ranges(office, path, file.content)
        streams = await _probe(tmp_path / "joined.webm", file.content)
        assert {stream["codec_name"] for stream in streams} == {"vp8", "opus"}


async def _is_played_in_ranges(office: Office, path: str, content: bytes) -> None:
    """As a player does that seeks (RFC 9110, 14)."""
    secretary, size = await office.sign_in(SECRETARY), len(content)
    for asked, first, last in (
        ("bytes=0-", 0, size - 1),
        ("bytes=1000-1999", 1000, 1999),
        (f"bytes={size - 10}-{size + 10}", size - 10, size - 1),
    ):
        part = await secretary.get(path, headers={"Range": asked})
        assert (part.status_code, part.content) == (206, content[first : last + 1])
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
    beyond = await secretary.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert (await secretary.get(path, headers={"Range": "pages=1-2"})).content == content


async def _parts_are_stored(office: Office) -> bool:
    async with office.platform.database.session() as session:
        found = await session.exec(
            text("SELECT count(*) FROM outbox_event WHERE type = 'recording.stopped'")  # type: ignore[call-overload]
        )
        return bool(found.scalar_one())


async def _probe(path: Path, content: bytes) -> list[dict[str, Any]]:
    await asyncio.to_thread(path.write_bytes, content)
    probe = shutil.which("ffprobe")
    assert probe is not None
    process = await asyncio.create_subprocess_exec(
        probe, "-v", "error", "-show_streams", "-of", "json", str(path),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    return list(json.loads(out)["streams"])


def test_the_screen_is_shown_before_the_speaker_and_the_speaker_before_the_others(
    tmp_path: Path,
) -> None:
    parts = [
        Part(tmp_path, "a", "camera", 0.0),
        Part(tmp_path, "b", "camera", 0.0),
        Part(tmp_path, "b", "microphone", 0.0),
        Part(tmp_path, "a", "screen", 20.0),
    ]
    events: list[dict[str, Any]] = [
        {"at": 5.0, "kind": "speaking", "loudest": ["b"]},
        {
            "at": 30.0,
            "kind": "track_removed",
            "source": {"participant": "a", "purpose": "screen"},
        },
        {"at": 35.0, "kind": "speaking", "loudest": ["a", "b"]},
    ]
    assert schedule(parts, events, 40.0) == [
        Shown(0, 0.0, 5.0),
        Shown(1, 5.0, 20.0),
        Shown(3, 20.0, 30.0),
        Shown(1, 30.0, 35.0),
        Shown(0, 35.0, 40.0),
    ]
