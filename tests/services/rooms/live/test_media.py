"""Signalling over the meeting's socket: who may be heard and seen is decided by the meeting."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from meetings.media.shapes import Purpose, Source
from tests.live import COMMUNE, SECOND, running, serve
from tests.meetings.media.browsers import Browser, Colour, Tone
from tests.meetings.over_socket import browser, follow_slots, name_of, reaches

if TYPE_CHECKING:
    from tests.office import Office


async def send_all(seen: Browser, grey: int) -> None:
    await seen.publish([(Purpose.MICROPHONE, Tone()), (Purpose.CAMERA, Colour(grey))])


async def test_a_seat_is_heard_only_while_it_has_the_floor(office: Office) -> None:
    async with (
        running(office) as room,
        room.join(COMMUNE) as commune,
        browser(room.chair) as chair,
        browser(commune) as speaker,
    ):
        await send_all(speaker, 200)
        await chair.subscribe(Source(name_of(commune), Purpose.CAMERA))
        await room.secretary.done("floor.call", seat_id=room.commune_seat)
        following = asyncio.create_task(follow_slots(room.chair, chair))
        try:
            assert await reaches(lambda: chair.hears(name_of(commune)) > 0.001)
            shown = Source(name_of(commune), Purpose.CAMERA)
            assert await reaches(lambda: 180 < (chair.grey_of(shown) or 0) < 220)
            await room.secretary.done("seat.control", seat_id=room.commune_seat, muted=True)
            microphone = {"participant": name_of(commune), "purpose": "microphone"}
            await room.secretary.until(
                lambda m: (
                    m["type"] == "media"
                    and m["event"]["kind"] == "track_removed"
                    and m["event"]["source"] == microphone
                )
            )
        finally:
            following.cancel()


async def test_devices_at_two_server_processes_share_one_media_room(office: Office) -> None:
    async with (
        running(office) as room,
        serve(office) as other,
        room.join(COMMUNE) as commune,
        browser(commune) as first,
    ):
        await send_all(first, 100)
        elsewhere = {**vars(room), "address": other}
        async with type(room)(**elsewhere).join(SECOND) as second, browser(second) as watcher:
            await watcher.subscribe(Source(name_of(commune), Purpose.CAMERA))
            following = asyncio.create_task(follow_slots(second, watcher))
            shown = Source(name_of(commune), Purpose.CAMERA)
            try:
                assert await reaches(lambda: 80 < (watcher.grey_of(shown) or 0) < 120)
            finally:
                following.cancel()


async def test_media_without_a_description_is_refused_with_a_code(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune:
        refused = await commune.refused(
            "media.publish", connection="1", sdp="v=0 nonsense", tracks=[]
        )
        assert refused == "media-description-refused"
        assert await commune.refused("media.publish", connection="?", sdp="", tracks=[]) == (
            "malformed"
        )


async def test_who_comes_later_is_told_what_is_sent_already(office: Office) -> None:
    async with running(office) as room, room.join(COMMUNE) as commune, browser(commune) as first:
        await send_all(first, 100)
        camera = {"participant": name_of(commune), "purpose": "camera"}
        await room.secretary.until(
            lambda m: (
                m["type"] == "media"
                and m["event"]["kind"] == "track_added"
                and m["event"]["source"] == camera
            )
        )
        async with room.join(SECOND) as second, browser(second) as later:
            await later.subscribe()
            told = await second.until(
                lambda m: m["type"] == "media" and m["event"]["kind"] == "tracks"
            )
            assert camera in told["event"]["sources"]
