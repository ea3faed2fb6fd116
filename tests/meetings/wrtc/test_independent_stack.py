"""A WebRTC stack that is not ours, in a real meeting: heard, seen, hearing and seeing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from meetings.media.shapes import Purpose, Source
from tests.live import COMMUNE, Device, Room, running
from tests.meetings.media.browsers import Browser, Colour, Tone
from tests.meetings.over_socket import browser, follow_slots, name_of, reaches
from tests.meetings.wrtc.participant import GREY, Independent, independent
from tests.office import Office
from tests.peers import require_peer

pytestmark = [pytest.mark.alone, pytest.mark.xdist_group("wrtc")]


@asynccontextmanager
async def meeting(office: Office) -> AsyncIterator[tuple[Room, Browser, Independent]]:
    """The chair at a device made of aiortc, the commune at one made of libwebrtc for Node."""
    require_peer("npm")
    async with running(office) as room, browser(room.chair) as chair:
        await room.secretary.done("meeting.rules", speech="free")
        await chair.publish(
            [(Purpose.MICROPHONE, Tone(hertz=440)), (Purpose.CAMERA, Colour(90, width=320))]
        )
        seen = Source(name_of(room.chair), Purpose.CAMERA)
        async with independent(room, COMMUNE, seen) as commune:
            await chair.subscribe(
                Source(commune.name, Purpose.SCREEN), Source(commune.name, Purpose.CAMERA)
            )
            following = asyncio.create_task(follow_slots(room.chair, chair))
            yield room, chair, commune
            following.cancel()


async def test_it_is_heard_and_seen_and_hears_and_sees(office: Office) -> None:
    async with meeting(office) as (room, chair, commune):
        camera, microphone = (
            Source(name_of(room.chair), one) for one in (Purpose.CAMERA, Purpose.MICROPHONE)
        )
        await commune.until(lambda: commune.sees(camera, 90))
        await commune.until(lambda: commune.hears(microphone, 440))
        shown = commune.of(camera)
        assert shown is not None
        assert shown["width"] == 320
        there = Source(commune.name, Purpose.CAMERA)
        assert await reaches(lambda: abs((chair.grey_of(there) or 0) - GREY) < 12)
        assert await reaches(lambda: chair.hears(commune.name) > 0.01)
        frames = chair.seen.frames.copy()
        assert await reaches(lambda: sum(chair.seen.frames.values()) > sum(frames.values()) + 30)


async def test_its_screen_is_shared_while_it_may(office: Office) -> None:
    async with meeting(office) as (room, chair, commune):
        screen = Source(commune.name, Purpose.SCREEN)
        following = {"participant": commune.name, "purpose": "screen"}
        await commune.orders("share")
        # Before the chair allows it, it reaches nobody.
        await asyncio.sleep(1)
        assert chair.slot_of(screen) is None
        for kind in ("track_added", "track_removed", "track_added"):
            allowed = kind == "track_added"
            await room.secretary.done("seat.control", seat_id=room.commune_seat, may_share=allowed)
            await _told(room.secretary, kind, following)
            assert await reaches(lambda a=allowed: (chair.slot_of(screen) is not None) is a)
        assert await reaches(lambda: abs((chair.grey_of(screen) or 0) - 220) < 12)
        assert chair.seen.width[chair.slot_of(screen) or ""] == 640
        await commune.orders("stop_sharing")
        await _told(room.secretary, "track_removed", following)
        assert await reaches(lambda: chair.slot_of(screen) is None)
        camera = Source(commune.name, Purpose.CAMERA)
        assert await reaches(lambda: chair.grey_of(camera))
        await commune.orders("share")
        await _told(room.secretary, "track_added", following)
        assert await reaches(lambda: abs((chair.grey_of(screen) or 0) - 220) < 12)


async def _told(device: Device, kind: str, source: dict[str, Any]) -> None:
    """The device is told of it now, or was since it was last asked."""
    await device.until(
        lambda message: (
            message["type"] == "media"
            and message["event"]["kind"] == kind
            and message["event"]["source"] == source
        )
    )
    device.heard.clear()
