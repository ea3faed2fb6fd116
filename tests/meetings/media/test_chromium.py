"""A real browser with fake devices: it publishes, and decodes what another participant sends."""

import asyncio

import pytest

from bench.media.chromium import visitors
from meetings.media.port import MediaEngine
from meetings.media.shapes import ParticipantStats, Purpose, Source
from tests.meetings.media.browsers import ALL, Colour, Tone, party, until
from tests.peers import require_peer

pytestmark = pytest.mark.xdist_group("chromium")


async def test_chromium_sends_and_decodes(engine: MediaEngine, room: str) -> None:
    require_peer("chromium")
    async with party(engine, room) as opened, visitors(engine, room, "Bình") as (page,):
        for name in ("An", "Bình"):
            await engine.set_rights(room, name, ALL)
        an = opened.join("An")
        await an.publish([(Purpose.MICROPHONE, Tone()), (Purpose.CAMERA, Colour(90, width=320))])
        await an.subscribe(Source("Bình", Purpose.CAMERA))
        await page.publish()
        await page.subscribe([Source("An", Purpose.CAMERA)])
        await page.until_there()
        shown = Source("Bình", Purpose.CAMERA)
        await until(lambda: an.slot_of(shown) is not None)
        await until(lambda: an.seen.frames[an.slot_of(shown) or ""] > 20)
        await until(lambda: an.hears("Bình") > 0)
        found = await page.received()
        measured = await _measured(engine, room, "Bình")
    assert found["lost"] <= 2
    assert set(measured.sends) == {
        Purpose.MICROPHONE,
        Purpose.CAMERA,
        Purpose.CAMERA_SMALL,
    }


async def _measured(engine: MediaEngine, room: str, name: str) -> ParticipantStats:
    """Once a report of theirs has come back, which tells the round trip: every few seconds."""
    async with asyncio.timeout(30):
        while True:
            stats = await engine.stats(room)
            found = next(one for one in stats.participants if one.participant == name)
            if found.rtt is not None:
                return found
            await asyncio.sleep(0.2)
