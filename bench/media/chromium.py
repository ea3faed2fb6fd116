"""Pages of a real browser with a fake camera and a made voice, joined to an engine directly."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from meetings.media.port import MediaEngine
from meetings.media.shapes import Purpose, Source, Track, View

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
_PAGE = (Path(__file__).parent / "page.html").read_bytes()


def as_it_is(sdp: str) -> str:
    return sdp


@dataclass
class Visitor:
    """One page; what the engine describes goes through `bend` before the page is told."""

    page: Page
    engine: MediaEngine
    room: str
    name: str
    bend: Callable[[str], str] = as_it_is

    async def publish(self) -> None:
        offered = await self.page.evaluate("publish()")
        tracks = [Track(one["mid"], Purpose(one["purpose"])) for one in offered["tracks"]]
        answer = await self.engine.publish(self.room, self.name, "1", offered["sdp"], tracks)
        await self.page.evaluate("published", self.bend(answer))

    async def subscribe(self, wanted: Sequence[Source]) -> None:
        offer = await self.engine.subscribe(self.room, self.name, "1", View(wanted=tuple(wanted)))
        answer = await self.page.evaluate("subscribe", self.bend(offer.sdp))
        await self.engine.accept(self.room, self.name, "1", answer, offer.number)

    async def begin(self) -> None:
        await self.page.evaluate("begin()")

    async def received(self) -> dict[str, float]:
        """Sums over what the browser has decoded since `begin`."""
        return dict(json.loads(await self.page.evaluate("received()")))

    async def is_there(self, *, frames: int = 20, energy: float = 0.001) -> bool:
        found = await self.received()
        return found["frames"] > frames and found["energy"] > energy

    async def until_there(self, *, within: float = 30, frames: int = 20) -> None:
        async with asyncio.timeout(within):
            while not await self.is_there(frames=frames):  # noqa: ASYNC110 - the page is asked
                await asyncio.sleep(0.1)


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    """The page on the loopback, where a browser lets it use its devices."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(_PAGE)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + _PAGE)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}/"


@asynccontextmanager
async def chromium(*, voice: Path | None = None) -> AsyncIterator[Browser]:
    """With `voice`, a WAV file, its microphone is that; else it beeps once a second."""
    heard = [f"--use-file-for-fake-audio-capture={voice}"] if voice else []
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*SWITCHES, *heard]
        )
        yield opened
        await opened.close()


@asynccontextmanager
async def visitors(engine: MediaEngine, room: str, *names: str) -> AsyncIterator[list[Visitor]]:
    """A page each, which has not joined yet."""
    async with serving() as address, chromium() as browser:
        found = []
        for name in names:
            page = await (await browser.new_context()).new_page()
            await page.goto(address)
            found.append(Visitor(page, engine, room, name))
        yield found
