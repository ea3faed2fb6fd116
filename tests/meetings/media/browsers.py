"""A participant made of aiortc: it sends a tone and a grey, sees and hears what it is sent."""

import asyncio
import contextlib
import fractions
import math
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from bench.media.clients import vanish
from meetings.media.events import Event, SlotsChanged
from meetings.media.port import MediaEngine
from meetings.media.shapes import Offer, Purpose, Rights, Source, Track, View

ALL = Rights(may_speak=True, may_show=True, may_share=True)
RATE = 48_000
E = TypeVar("E")


class Tone(MediaStreamTrack):
    """A sine wave in frames of 20 ms; `loud` from 0 to 1 can be changed while it sounds."""

    kind = "audio"

    def __init__(self, *, loud: float = 0.5, hertz: float = 440) -> None:
        super().__init__()
        self.loud, self._hertz = loud, hertz
        self._at, self._began = 0, time.monotonic()

    async def recv(self) -> AudioFrame:
        count = RATE // 50
        await asyncio.sleep(max(self._began + self._at / RATE - time.monotonic(), 0))
        turn = 2 * math.pi * self._hertz / RATE
        height = self.loud * 32_000
        wave = array("h", (int(height * math.sin(turn * (self._at + at))) for at in range(count)))
        frame = AudioFrame(format="s16", layout="mono", samples=count)
        frame.planes[0].update(wave.tobytes())
        frame.sample_rate, frame.pts = RATE, self._at
        frame.time_base = fractions.Fraction(1, RATE)
        self._at += count
        return frame


class Colour(MediaStreamTrack):
    """A picture of one grey level."""

    kind = "video"

    def __init__(self, grey: int, *, width: int = 160, rate: int = 12) -> None:
        super().__init__()
        self._grey, self._width, self._rate = grey, width, rate
        self._count, self._began = 0, time.monotonic()

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(max(self._began + self._count / self._rate - time.monotonic(), 0))
        height = self._width * 3 // 4
        frame = VideoFrame(self._width, height, "yuv420p")
        for plane, value in zip(frame.planes, (self._grey, 128, 128), strict=True):
            plane.update(bytes((value,)) * plane.buffer_size)
        frame.pts = self._count * 90_000 // self._rate
        frame.time_base = fractions.Fraction(1, 90_000)
        self._count += 1
        return frame


@dataclass
class Seen:
    """What came out of the decoders, by mid."""

    frames: Counter[str] = field(default_factory=Counter)
    grey: dict[str, float] = field(default_factory=dict)
    width: dict[str, int] = field(default_factory=dict)
    energy: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def _mean(frame: VideoFrame) -> float:
    """Grey of the middle line; lines are longer than the picture is wide."""
    plane = frame.planes[0]
    begin = frame.height // 2 * plane.line_size
    line = bytes(plane)[begin : begin + frame.width]
    return sum(line) / len(line)


class Browser:
    def __init__(self, engine: MediaEngine, room: str, name: str, connection: str = "1") -> None:
        self.engine, self.room, self.name, self.connection = engine, room, name, connection
        configuration = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        self.up, self.down = RTCPeerConnection(configuration), RTCPeerConnection(configuration)
        self.seen = Seen()
        self.slots: dict[str, Source | None] = {}
        self._sent: dict[Purpose, RTCRtpTransceiver] = {}
        self._reading: list[asyncio.Task[None]] = []
        self.down.on("track", self._take)

    async def publish(self, tracks: Sequence[tuple[Purpose, MediaStreamTrack]]) -> None:
        """Offer these tracks; those of before are named no more."""
        self._sent = {}
        for purpose, track in tracks:
            self._sent[purpose] = self.up.addTransceiver(track, direction="sendonly")
        await self._offer()

    async def publish_also(self, purpose: Purpose, track: MediaStreamTrack) -> None:
        self._sent[purpose] = self.up.addTransceiver(track, direction="sendonly")
        await self._offer()

    async def _offer(self) -> None:
        await self.up.setLocalDescription(await self.up.createOffer())
        named = [Track(str(one.mid), purpose) for purpose, one in self._sent.items()]
        answer = await self.engine.publish(
            self.room, self.name, self.connection, self.up.localDescription.sdp, named
        )
        await self.up.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def subscribe(self, *wanted: Source, audio: bool = True) -> None:
        offer = await self.engine.subscribe(
            self.room, self.name, self.connection, View(wanted=wanted, audio=audio)
        )
        await self.answer(offer)

    async def look(self, *wanted: Source, audio: bool = True) -> None:
        offer = await self.engine.set_view(
            self.room, self.name, self.connection, View(wanted=wanted, audio=audio)
        )
        if offer is not None:
            await self.answer(offer)

    async def answer(self, offer: Offer) -> None:
        await self.down.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self.down.setLocalDescription(await self.down.createAnswer())
        answer = self.down.localDescription.sdp
        await self.engine.accept(self.room, self.name, self.connection, answer, offer.number)

    def _take(self, track: MediaStreamTrack) -> None:
        self._reading.append(asyncio.create_task(self._read(track)))

    async def _read(self, track: MediaStreamTrack) -> None:
        await asyncio.sleep(0)
        carried = (one for one in self.down.getTransceivers() if one.receiver.track is track)
        mid = str(next(carried).mid)
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self.seen.frames[mid] += 1
                if isinstance(frame, VideoFrame):
                    self.seen.grey[mid] = _mean(frame)
                    self.seen.width[mid] = frame.width
                elif isinstance(frame, AudioFrame):
                    wave = array("h", bytes(frame.planes[0]))[::16]
                    power = sum((one / 32768) ** 2 for one in wave) / len(wave)
                    self.seen.energy[mid] += power * frame.samples / RATE

    def slot_of(self, source: Source) -> str | None:
        return next((mid for mid, shown in self.slots.items() if shown == source), None)

    def grey_of(self, source: Source) -> float | None:
        mid = self.slot_of(source)
        return self.seen.grey.get(mid) if mid else None

    def hears(self, name: str) -> float:
        """Energy that came in the voice in which this participant is now."""
        mid = self.slot_of(Source(name, Purpose.MICROPHONE))
        return self.seen.energy[mid] if mid else 0.0

    async def vanish(self) -> None:
        """Be gone without a word, as when a machine loses its power."""
        vanish(self.up)
        vanish(self.down)

    async def close(self) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.gather(
            self.up.close(), self.down.close(), *self._reading, return_exceptions=True
        )


class Party:
    """Browsers of one room, and everything the engine tells of it."""

    def __init__(self, engine: MediaEngine, room: str) -> None:
        self.engine, self.room = engine, room
        self.browsers: list[Browser] = []
        self.events: list[Event] = []

    def join(self, name: str, connection: str = "1") -> Browser:
        browser = Browser(self.engine, self.room, name, connection)
        self.browsers.append(browser)
        return browser

    async def listen(self) -> None:
        async for event in self.engine.events():
            if event.room != self.room:
                continue
            self.events.append(event)
            if isinstance(event, SlotsChanged):
                for browser in self.browsers:
                    if (browser.name, browser.connection) == (event.viewer, event.connection):
                        browser.slots = dict(event.slots)

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]


@asynccontextmanager
async def party(engine: MediaEngine, room: str) -> AsyncIterator[Party]:
    opened = Party(engine, room)
    listening = asyncio.create_task(opened.listen())
    await asyncio.sleep(0)
    yield opened
    for browser in opened.browsers:
        await browser.close()
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening


async def until(met: Callable[[], object], *, within: float = 15) -> None:
    """Return as soon as it is met."""
    async with asyncio.timeout(within):
        while not met():  # noqa: ASYNC110 - what is waited for comes over a socket
            await asyncio.sleep(0.02)
