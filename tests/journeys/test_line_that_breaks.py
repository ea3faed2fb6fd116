"""A line that is gone for ten seconds, or that is slow to begin with, in the room itself."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, WebSocketRoute, expect

from bench.media.joining import write_voice
from bench.media.lines import Line, bad_line
from tests.journeys.makes import chromium
from tests.journeys.meeting_room import Attendee, attendees, until
from tests.journeys.serving import serve
from tests.meetings import invited
from tests.office import Office

DISTRICT, MY_HOA = "phochutich.huyen", "chutich.myhoa"
SCREENS = [(1366, 768)] * 2
AWAY, BACK, SLOW = 10.0, 5.0, 12.0
pytestmark = [pytest.mark.alone, pytest.mark.xdist_group("chromium")]


@pytest.fixture
async def chromium_with_voice(tmp_path: Path) -> AsyncIterator[Browser]:
    write_voice(tmp_path / "voice.wav")
    async with chromium(f"--use-file-for-fake-audio-capture={tmp_path / 'voice.wav'}") as browser:
        yield browser


def through(line: Line) -> Callable[[WebSocketRoute], None]:
    """The meeting's socket over the same line: what is said while it is cut comes afterwards."""

    def route(page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        up: asyncio.Queue[str | bytes] = asyncio.Queue()
        down: asyncio.Queue[str | bytes] = asyncio.Queue()
        page.on_message(up.put_nowait)
        server.on_message(down.put_nowait)
        for queue, end in ((up, server), (down, page)):
            carrying.append(asyncio.ensure_future(_carry(queue, end, line)))

    return route


carrying: list[asyncio.Future[None]] = []


async def _carry(queue: asyncio.Queue[str | bytes], end: WebSocketRoute, line: Line) -> None:
    while True:
        said = await queue.get()
        while line.is_cut:  # noqa: ASYNC110 - the test cuts it
            await asyncio.sleep(0.05)
        end.send(line.bend(said) if isinstance(said, str) else said)


async def grows(read: Callable[[], Awaitable[float]], *, by: float) -> None:
    """Return once it has; where another connection took over, it began anew."""
    grown, last = 0.0, await read()

    async def has_grown() -> bool:
        nonlocal grown, last
        now = await read()
        grown += now - last if now >= last else now
        last = now
        return grown > by

    await until(has_grown, f"{last} has grown by {grown} only")


async def _drawn(who: Attendee, name: str) -> float:
    return sum(count for tile, count in (await who.shown()).items() if name in tile)


async def test_the_room_is_back_after_ten_seconds_without_network(
    office: Office, chromium_with_voice: Browser
) -> None:
    meeting = await invited(office, "H20.90.03")
    path = f"/meetings/{meeting['id']}"
    async with (
        serve(office) as served,
        bad_line("127.0.0.1", chance=random.Random(1)) as line,  # noqa: S311 - no secret
        attendees(chromium_with_voice, served.address, SCREENS) as (chair, first),
    ):
        await first.page.route_web_socket("**/live", through(line))
        for who, username in ((chair, DISTRICT), (first, MY_HOA)):
            await who.arrives(username, path)
            await who.enters()
        await chair.presses("Khai mạc cuộc họp")
        await first.sees_moving("Nguyễn Văn Hiệp")
        await first.hears(since=0)
        await chair.sees_moving("xã Mỹ Hòa")
        assert line.passed > 100
        line.is_cut = True
        await asyncio.sleep(AWAY)
        line.is_cut = False
        begun = time.monotonic()
        await asyncio.gather(
            grows(lambda: _drawn(first, "Nguyễn Văn Hiệp"), by=5),
            grows(first.energy, by=0.001),
            grows(lambda: _drawn(chair, "xã Mỹ Hòa"), by=5),
        )
        assert time.monotonic() - begun < BACK
        await expect(first.page.locator("#line")).to_contain_text("Đường truyền")
        for task in carrying:
            task.cancel()


async def test_a_connection_that_takes_long_is_waited_for(
    office: Office, chromium_with_voice: Browser
) -> None:
    """On a busy machine the first packets may take seconds, which is no reason to begin anew."""
    meeting = await invited(office, "H20.90.03")
    path = f"/meetings/{meeting['id']}"
    async with (
        serve(office) as served,
        bad_line("127.0.0.1", chance=random.Random(1)) as line,  # noqa: S311 - no secret
        attendees(chromium_with_voice, served.address, SCREENS[:1]) as (chair,),
    ):
        await chair.page.route_web_socket("**/live", through(line))
        line.loss = 1.0
        await chair.arrives(DISTRICT, path)
        await chair.enters()
        await chair.page.wait_for_function("() => congvuRoom.media.pair")
        begun = await chair.page.evaluate("congvuRoom.media.pair.name")
        await asyncio.sleep(SLOW)
        line.loss = 0.0
        await chair.page.wait_for_function("() => congvuRoom.media.working")
        assert await chair.page.evaluate("congvuRoom.media.working.name") == begun
        for task in carrying:
            task.cancel()
