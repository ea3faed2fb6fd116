"""Media processes: rooms are spread, what dies comes back, and nothing is left behind."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from meetings.media.errors import MediaError, MediaMisconfigured, MediaUnavailable, RoomUnknown
from meetings.media.events import Aborted, TrackAdded
from meetings.media.forwarding.engine import CAPABILITIES
from meetings.media.none import NoMedia
from meetings.media.opening import open_media_engine
from meetings.media.remote import RemoteMedia
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Purpose, RoomPolicy, View
from meetings.media.wire import pack
from tests.meetings.media.browsers import ALL, Colour, Tone, party, until
from tests.meetings.media.conftest import SETTINGS

ROOT = Path(__file__).parents[3]


async def test_rooms_are_spread_over_the_processes(engine: RemoteMedia) -> None:
    for name in ("a", "b"):
        await engine.open_room(name, RoomPolicy())
    places = {engine._rooms[name].process.number for name in ("a", "b")}  # noqa: SLF001 - not told
    for name in ("a", "b"):
        await engine.close_room(name)
    assert places == {0, 1}


async def test_a_process_that_dies_comes_back_and_people_join_anew() -> None:
    engine = RemoteMedia(SETTINGS.model_copy(update={"processes": 1}), capabilities=CAPABILITIES)
    await engine.start()
    await engine.open_room("r", RoomPolicy())
    await engine.set_rights("r", "An", ALL)
    async with party(engine, "r") as opened:
        await opened.join("An").publish([(Purpose.CAMERA, Colour(90))])
        await until(lambda: opened.told(TrackAdded))
        pid = engine.processes[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await until(lambda: opened.told(Aborted))
        assert opened.told(Aborted)[0].reason == "engine_lost"
        with pytest.raises(MediaUnavailable):
            await engine.stats("r")
        # The chair's decisions hold although nobody is there to carry them out.
        with pytest.raises(MediaUnavailable):
            await engine.mute("r", "An", Purpose.MICROPHONE, muted=True)
        with pytest.raises(MediaUnavailable):
            await engine.set_rights("r", "Bình", ALL)
        await until(lambda: engine.processes[0].is_up)
        assert engine.processes[0].pid != pid
        again = opened.join("An", "2")
        await again.publish([(Purpose.CAMERA, Colour(90)), (Purpose.MICROPHONE, Tone())])
        await until(lambda: len(opened.told(TrackAdded)) == 2)
        await asyncio.sleep(0.3)
        found = {one.participant: one.sends for one in (await engine.stats("r")).participants}
        assert found == {"An": (Purpose.CAMERA,), "Bình": ()}
    last = engine.processes[0].pid
    await engine.aclose()
    assert last is not None
    assert not _runs(last)


def test_no_process_outlives_its_parent() -> None:
    program = (
        "import asyncio, os, signal\n"
        "from meetings.media.opening import open_media_engine\n"
        "from meetings.media.settings import MediaSettings\n"
        "async def main():\n"
        "    engine = open_media_engine(MediaSettings(processes=2))\n"
        "    await engine.start()\n"
        "    print(*(one.pid for one in engine.processes), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=60,
    )
    pids = [int(one) for one in said.stdout.split()]
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while any(_runs(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        return "media.process" in Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return False


async def test_a_stranger_is_told_nothing(engine: RemoteMedia) -> None:
    writer = engine.processes[0]._writer  # noqa: SLF001 - its address is nobody's business
    assert writer is not None
    host, port = writer.get_extra_info("peername")
    for said in (b"", b"\n", b"{}\n", b'{"secret": 1}\n', pack({"secret": "x"}), b"x" * 600_000):
        reader, stranger = await asyncio.open_connection(host, port)
        stranger.write(said)
        stranger.write_eof()
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        stranger.close()


async def test_calls_that_are_no_calls_are_refused(engine: RemoteMedia, room: str) -> None:
    process = engine._rooms[room].process  # noqa: SLF001 - below what the port lets through
    for name, given in (
        ("stats", {}),
        ("stats", {"room": 7, "more": 1}),
        ("set_rights", {"room": room, "participant": "x", "rights": "all"}),
    ):
        with pytest.raises(MediaError, match="malformed_call"):
            await process.call(name, given)
    with pytest.raises(MediaError, match="unknown_call"):
        await process.call("aclose", {})


async def test_without_an_engine_there_are_rooms_and_no_media(
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = open_media_engine(MediaSettings(engine="none", environment="trial"))
    await engine.start()
    assert "no media engine" in caplog.text
    await engine.open_room("r", RoomPolicy())
    await engine.set_rights("r", "An", ALL)
    assert (await engine.stats("r")).participants == ()
    with pytest.raises(MediaUnavailable):
        await engine.subscribe("r", "An", "1", View())
    with pytest.raises(RoomUnknown):
        await engine.remove("other", "An")
    with pytest.raises(MediaMisconfigured):
        await NoMedia(production=True).start()


def test_settings_name_no_server_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MediaSettings().ice_urls == ()
    monkeypatch.setenv("CONGVU_MEDIA_ICE_URLS", "stun:a.vn:3478, turn:b.vn:3478?transport=udp")
    monkeypatch.setenv("CONGVU_MEDIA_TURN_SECRET", "hidden")
    settings = MediaSettings()
    assert settings.ice_urls == ("stun:a.vn:3478", "turn:b.vn:3478?transport=udp")
    assert "hidden" not in repr(settings)
    assert "hidden" not in json.dumps(settings.model_dump(mode="json"))
