"""What is Janus' own: it may be gone and come back, be set up wrongly, and be one of several."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import av
import pytest
from pydantic import SecretStr

from meetings.media.errors import MediaMisconfigured, MediaUnavailable
from meetings.media.events import Aborted, Offered, TrackAdded, TrackRemoved
from meetings.media.janus.engine import JanusMedia
from meetings.media.janus.server import JanusRefused, JanusServer
from meetings.media.port import MediaEngine
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Purpose, Rights, RoomPolicy, Source, View
from services.media_checks import look_at_media
from tests.janus import Janus, running_janus
from tests.meetings.media.browsers import ALL, Browser, Colour, Party, Tone, party, until

CAMERA = Source("An", Purpose.CAMERA)


@pytest.fixture
async def janus(tmp_path: Path) -> AsyncIterator[Janus]:
    async with running_janus(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def opened(settings: MediaSettings) -> AsyncIterator[JanusMedia]:
    engine = JanusMedia(settings)
    await engine.start()
    yield engine
    await engine.aclose()


def changed(settings: MediaSettings, **fields: Any) -> MediaSettings:
    return MediaSettings.model_validate({**settings.model_dump(), **fields})


async def test_when_janus_comes_back_people_join_anew_and_what_was_decided_holds(
    janus: Janus,
) -> None:
    async with opened(janus.settings) as engine, party(engine, "r") as meeting:
        await engine.open_room("r", RoomPolicy())
        await engine.set_rights("r", "An", ALL)
        await meeting.join("An").publish([(Purpose.CAMERA, Colour(90))])
        await until(lambda: meeting.told(TrackAdded))
        await janus.kill()
        await until(lambda: meeting.told(Aborted))
        assert meeting.told(Aborted)[0].reason == "engine_lost"
        assert meeting.told(TrackRemoved)
        with pytest.raises(MediaUnavailable):
            await engine.mute("r", "An", Purpose.MICROPHONE, muted=True)
        with pytest.raises(MediaUnavailable):
            await engine.set_rights("r", "Bình", Rights())
        with pytest.raises(MediaUnavailable):
            await engine.open_room("other", RoomPolicy())
        await janus.start()
        await _until_open(engine)
        tracks = [(Purpose.CAMERA, Colour(90)), (Purpose.MICROPHONE, Tone())]
        await meeting.join("An", "2").publish(tracks)
        viewer = meeting.join("Bình")
        await viewer.subscribe(CAMERA)
        await until(lambda: viewer.grey_of(CAMERA) is not None)
        await asyncio.sleep(0.3)
        found = {one.participant: one.sends for one in (await engine.stats("r")).participants}
    assert found == {"An": (Purpose.CAMERA,), "Bình": ()}


async def _until_open(engine: MediaEngine) -> None:
    async with asyncio.timeout(15):
        while True:
            try:
                await engine.set_rights("r", "An", ALL)
            except MediaUnavailable:
                await asyncio.sleep(0.1)
            else:
                return


async def test_who_breaks_off_is_shown_again_in_the_same_m_line(janus: Janus) -> None:
    """Janus closes the m-lines of a publisher that is gone, and wants an answer to open them."""
    async with opened(janus.settings) as engine, party(engine, "r") as meeting:
        await engine.open_room("r", RoomPolicy())
        for name in ("An", "Bình"):
            await engine.set_rights("r", name, ALL)
        an, viewer = meeting.join("An"), meeting.join("Bình")
        await an.publish([(Purpose.CAMERA, Colour(50))])
        await viewer.subscribe(CAMERA)
        await until(lambda: viewer.grey_of(CAMERA) is not None)
        mid = viewer.slot_of(CAMERA)
        await an.up.close()
        await until(lambda: meeting.told(TrackRemoved))
        await until(lambda: viewer.slot_of(CAMERA) is None)
        await _answer(meeting, viewer)
        await meeting.join("An", "2").publish([(Purpose.CAMERA, Colour(200))])
        await until(lambda: viewer.slot_of(CAMERA) == mid)
        await until(lambda: (viewer.grey_of(CAMERA) or 0) > 190)


async def _answer(meeting: Party, viewer: Browser) -> None:
    await until(lambda: meeting.told(Offered))
    for event in meeting.told(Offered):
        await viewer.answer(event.offer)


async def test_ice_is_restarted_without_losing_what_is_shown(janus: Janus) -> None:
    async with opened(janus.settings) as engine, party(engine, "r") as meeting:
        await engine.open_room("r", RoomPolicy())
        await engine.set_rights("r", "An", ALL)
        viewer = meeting.join("An")
        await viewer.subscribe()
        before = _username(viewer.down.remoteDescription.sdp)
        await until(lambda: viewer.down.connectionState == "connected")
        offer = await engine.subscribe("r", "An", "1", View())
        assert _username(offer.sdp) != before
        assert offer.number == 2


def _username(sdp: str) -> str:
    return next(line for line in sdp.splitlines() if line.startswith("a=ice-ufrag:"))


async def test_who_is_muted_meanwhile_is_recorded_in_two_stretches(
    janus: Janus, tmp_path: Path
) -> None:
    folder = tmp_path / "tracks"
    folder.mkdir()
    async with opened(janus.settings) as engine, party(engine, "r") as meeting:
        await engine.open_room("r", RoomPolicy())
        await engine.set_rights("r", "An", ALL)
        await meeting.join("An").publish([(Purpose.CAMERA, Colour(140, width=320))])
        await until(lambda: meeting.told(TrackAdded))
        await engine.start_recording("r", folder)
        for muted in (True, False):
            await asyncio.sleep(1.2)
            await engine.mute("r", "An", Purpose.CAMERA, muted=muted)
        await asyncio.sleep(1.2)
        recording = await engine.stop_recording("r")
    first, second = recording.tracks
    assert second.start - first.start > 2
    for track in recording.tracks:
        with av.open(str(folder / track.file)) as file:
            assert len(list(file.decode())) > 5
    told = json.loads((folder / recording.timeline).read_text())
    assert [one["kind"] for one in told["events"]] == ["track_removed", "track_added"]
    assert list(janus.settings.janus_recordings.iterdir()) == []  # type: ignore[union-attr]


async def test_rooms_are_spread_and_one_that_was_left_is_cleared_away(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    async with running_janus(folders[0]) as one, running_janus(folders[1]) as two:
        both = changed(one.settings, janus_urls=one.settings.janus_urls + two.settings.janus_urls)
        async with opened(both) as engine:
            for name in ("a", "b", "c"):
                await engine.open_room(name, RoomPolicy())
            rooms = [await _rooms_at(both, url) for url in both.janus_urls]
            assert sorted(map(len, rooms)) == [1, 2]
            assert sorted(name for names in rooms for name in names) == ["a", "b", "c"]
            # As after a crash of ours: the room is there, and nobody has it.
            async with opened(both) as later, party(later, "a") as meeting:
                await later.open_room("a", RoomPolicy())
                await later.set_rights("a", "An", ALL)
                await meeting.join("An").subscribe()


async def _rooms_at(settings: MediaSettings, url: str) -> list[str]:
    async with stranger(url, settings.janus_api_secret) as (server, handle):
        listed, _ = await server.say(handle, {"request": "list", "admin_key": "a key"})
    return sorted(one["room"] for one in listed["list"])


@asynccontextmanager
async def stranger(url: str, secret: SecretStr | None) -> AsyncIterator[tuple[JanusServer, int]]:
    """Somebody else who speaks to the same Janus."""
    server = JanusServer(url, secret, lost=lambda: None)
    await server.start()
    yield server, await server.attach(lambda _: None)
    await server.aclose()


async def test_nobody_else_joins_or_changes_a_room(janus: Janus) -> None:
    async with opened(janus.settings) as engine:
        await engine.open_room("r", RoomPolicy())
        url, secret = janus.settings.janus_urls[0], janus.settings.janus_api_secret
        with pytest.raises(JanusRefused, match="nauthorized"):
            await JanusServer(url, None, lost=lambda: None).start()
        async with stranger(url, secret) as (server, handle):
            for body in (
                {"request": "join", "ptype": "publisher", "room": "r"},
                {"request": "join", "ptype": "publisher", "room": "r", "pin": "guessed"},
                {"request": "destroy", "room": "r"},
                {"request": "enable_recording", "room": "r", "record": True, "secret": "guessed"},
                {"request": "create", "room": "mine"},
            ):
                with pytest.raises(JanusRefused):
                    await server.say(handle, body)
            listed, _ = await server.say(handle, {"request": "list"})
        assert listed["list"] == []


async def test_what_is_set_up_wrongly_is_said(
    janus: Janus, caplog: pytest.LogCaptureFixture
) -> None:
    good = janus.settings
    async with opened(changed(good, environment="production")):
        assert "1.1.2 has known security faults" in caplog.text
    for fields in (
        {"janus_api_secret": None},
        {"janus_admin_key": None},
        {"janus_urls": ("ws://janus.example.gov.vn:8188",)},
    ):
        with pytest.raises(MediaMisconfigured):
            await JanusMedia(changed(good, environment="production", **fields)).start()
    with pytest.raises(MediaMisconfigured, match="API_SECRET"):
        await JanusMedia(changed(good, janus_api_secret="another")).start()
    with pytest.raises(MediaUnavailable):
        await JanusMedia(changed(good, janus_urls=("ws://127.0.0.1:9",))).start()
    assert (await look_at_media(good))[1] == [
        "Janus 1.1.2 has known security faults, mended in 1.4.1"
    ]
    await janus.kill()
    assert "no usable answer" in (await look_at_media(good))[1][0]
    await janus.start({"string_ids = true": "string_ids = false"})
    with pytest.raises(MediaMisconfigured, match="string_ids"):
        await JanusMedia(good).start()


@pytest.mark.parametrize("fields", [{}, {"janus_urls": "http://127.0.0.1:8088"}])
def test_settings_name_where_janus_is(fields: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="janus_urls"):
        MediaSettings(engine="janus", **fields)
