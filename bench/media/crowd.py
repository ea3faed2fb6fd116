"""A meeting of synthetic participants, through either engine, and what is measured of it."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.media.clients import Publisher, Viewer, report_each_second
from bench.media.janus import Janus, running_janus
from bench.media.streams import Voice
from bench.timing import percentile
from meetings.media.opening import open_media_engine
from meetings.media.port import MediaEngine
from meetings.media.remote import RemoteMedia
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Purpose, Rights, RoomPolicy, Source, Track, View

SETTLING, MEASURED = 3.0, 6.0
P99 = 0.99
#: Of a meeting, who are heard at once.
VOICES = 3
#: What a browser makes of it when it is told that nobody looks at its large picture: 300 kbit/s.
UNSEEN_PACKETS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Who sends what, and who looks at what: everybody at everybody, or one large, others small.

    `around`: how many small ones there are beside the large one, at most. `voices`: everybody has
    a microphone as well, and three speak.
    """

    participants: int = 14
    thumbnails: bool = False
    voices: bool = False
    around: int = 100
    meetings: int = 1

    @property
    def names(self) -> list[str]:
        return [f"site {at}" for at in range(self.participants)]

    @property
    def rooms(self) -> list[str]:
        return [f"meeting {at}" for at in range(self.meetings)]

    def wanted(self, viewer: int) -> list[tuple[int, bool]]:
        """Numbers of those it sees, the large ones first, and whether they are."""
        speaker = 0 if viewer else 1
        others = [at for at in range(self.participants) if at not in {viewer, speaker}]
        small = [(at, not self.thumbnails) for at in others[: self.around]]
        return [(speaker, True), *small]

    def settle(self, publisher: Publisher, at: int) -> None:
        """Let it send what a browser would: less where nobody looks, and silence."""
        if self.voices and at > 1:
            publisher.streams[0].packets = UNSEEN_PACKETS
        for stream in publisher.streams:
            if isinstance(stream, Voice):
                stream.loud = at < VOICES


@dataclass(frozen=True, slots=True)
class Measured:
    forwarded_per_second: float
    cpu_us: float
    #: Of one core, all media processes together.
    cores: float
    delay_ms: float
    lost: int


@dataclass
class Crowd:
    pids: Sequence[int]
    publishers: Sequence[Publisher]
    viewers: Sequence[Viewer]


@asynccontextmanager
async def through_ours(shape: Shape) -> AsyncIterator[Crowd]:
    processes = min(shape.meetings, len(os.sched_getaffinity(0)))
    engine = open_media_engine(MediaSettings(engine="forwarding", processes=processes))
    if not isinstance(engine, RemoteMedia):
        raise TypeError(engine)
    await engine.start()
    publishers: list[Publisher] = []
    viewers: list[Viewer] = []
    try:
        for room in shape.rooms:
            await engine.open_room(room, RoomPolicy())
            seats = range(shape.participants)
            publishers += [await _publish(engine, room, at, shape) for at in seats]
            viewers += [await _subscribe(engine, room, at, shape) for at in seats]
        yield Crowd([one.pid or 0 for one in engine.processes], publishers, viewers)
        await _close(publishers, viewers)
    finally:
        await engine.aclose()


async def _publish(engine: MediaEngine, room: str, at: int, shape: Shape) -> Publisher:
    name = shape.names[at]
    await engine.set_rights(room, name, Rights(may_show=True, may_speak=shape.voices))
    publisher = Publisher(2 if shape.thumbnails else 1, voice=shape.voices)
    purposes = [Purpose.CAMERA, Purpose.CAMERA_SMALL][: len(publisher.mids) - shape.voices]
    purposes += [Purpose.MICROPHONE] * shape.voices

    async def exchange(sdp: str) -> str:
        tracks = [Track(*one) for one in zip(publisher.mids, purposes, strict=True)]
        return await engine.publish(room, name, "1", sdp, tracks)

    await publisher.connect(exchange)
    shape.settle(publisher, at)
    return publisher


async def _subscribe(engine: MediaEngine, room: str, at: int, shape: Shape) -> Viewer:
    viewer, name = Viewer(), shape.names[at]
    wanted = tuple(
        Source(shape.names[other], Purpose.CAMERA if large else Purpose.CAMERA_SMALL)
        for other, large in shape.wanted(at)
    )
    view = View(wanted=wanted, audio=shape.voices)
    offer = await engine.subscribe(room, name, "1", view)
    await engine.accept(room, name, "1", await viewer.connect(offer.sdp), offer.number)
    await viewer.take_over()
    return viewer


@asynccontextmanager
async def through_janus(shape: Shape) -> AsyncIterator[Crowd]:
    async with running_janus() as janus:
        publishers = [Publisher(2 if shape.thumbnails else 1) for _ in shape.names]
        for at, publisher in enumerate(publishers):
            await janus.publish(publisher, at + 1)
        viewers = [await _subscribe_at_janus(janus, at, shape) for at in range(len(shape.names))]
        yield Crowd([janus.process.pid], publishers, viewers)
        await _close(publishers, viewers)


async def _subscribe_at_janus(janus: Janus, at: int, shape: Shape) -> Viewer:
    viewer = Viewer()
    await janus.subscribe(
        viewer, [(other + 1, "0" if large else "1") for other, large in shape.wanted(at)]
    )
    return viewer


async def _close(publishers: Sequence[Publisher], viewers: Sequence[Viewer]) -> None:
    for publisher in publishers:
        await publisher.pc.close()
    for viewer in viewers:
        await viewer.close()


async def measure(crowd: Crowd, *, rounds: int = 1) -> list[Measured]:
    """Let everybody send; one engine has one core for itself where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1 and len(crowd.pids) == 1:
        _pin(crowd.pids[0], {cores[-1]})
        _pin(os.getpid(), set(cores[:-1]))
    begin = asyncio.get_running_loop().time() + 0.2
    tasks = [asyncio.create_task(report_each_second(crowd.viewers))]
    for at, publisher in enumerate(crowd.publishers):
        for number, stream in enumerate(publisher.streams):
            offset = (at + number / 2) / len(crowd.publishers) / stream.frames
            tasks.append(asyncio.create_task(publisher.run(begin + offset, stream)))
    try:
        await asyncio.sleep(SETTLING)
        return [await _round(crowd) for _ in range(rounds)]
    finally:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        _pin(os.getpid(), set(cores))


async def _round(crowd: Crowd) -> Measured:
    for viewer in crowd.viewers:
        viewer.begin()
    cpu, begun = _cpu_seconds(crowd.pids), time.monotonic()
    await asyncio.sleep(MEASURED)
    used, passed = _cpu_seconds(crowd.pids) - cpu, time.monotonic() - begun
    came = sum(viewer.packets for viewer in crowd.viewers)
    delays = [delay for viewer in crowd.viewers for delay in _since_smallest(viewer)]
    lost = sum(viewer.lost for viewer in crowd.viewers)
    delay = percentile(delays, P99) / 1000
    return Measured(came / passed, used / came * 1e6, used / passed, delay, lost)


def _since_smallest(viewer: Viewer) -> list[int]:
    """Microseconds beyond the fastest packet: an engine may begin timestamps anywhere."""
    delays = []
    for counted in viewer.streams.values():
        smallest = min(counted.delays, default=0)
        delays += [delay - smallest for delay in counted.delays]
    return delays


def _pin(pid: int, cores: set[int]) -> None:
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread.name), cores)


def _cpu_seconds(pids: Sequence[int]) -> float:
    """Of all their threads, in user and in kernel mode."""
    found = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    ticks = sum(int(fields[11]) + int(fields[12]) for fields in found)
    return ticks / os.sysconf("SC_CLK_TCK")
