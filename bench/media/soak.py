"""`python -m bench.media.soak [SECONDS]`: people come, speak, are recorded and go; nothing grows.

Half an hour without an argument. One media process; what it holds is asked every second.
"""

import asyncio
import contextlib
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.media.clients import Publisher, Viewer, vanish
from meetings.media.errors import MediaError, MediaUnavailable
from meetings.media.forwarding.engine import CAPABILITIES
from meetings.media.remote import RemoteMedia
from meetings.media.settings import MediaSettings
from meetings.media.shapes import Health, Purpose, Rights, RoomPolicy, Source, Track, View

HALF_AN_HOUR = 1800.0
ROOMS, PEOPLE = 3, 4
STAY, RECORDED, ROOM_LIVES = (3.0, 18.0), (2.0, 8.0), (15.0, 45.0)
CLOSE_SECONDS = 10.0
#: Short, so that who vanishes is given up while the soak goes on.
SETTINGS = MediaSettings(processes=1, silent_seconds=1, lost_seconds=3, connect_seconds=5)
#: What an allocator may keep of what it once needed.
SPARE_BYTES = 12 * 1024 * 1024
_PURPOSES = (Purpose.CAMERA, Purpose.CAMERA_SMALL, Purpose.MICROPHONE)
_ALL = Rights(may_speak=True, may_show=True, may_share=True)


@dataclass
class Soaked:
    """`samples` once a second while people are there; `left` when all are gone."""

    before: Health
    samples: list[Health] = field(default_factory=list)
    left: Health | None = None
    joined: int = 0
    vanished: int = 0
    replaced: int = 0
    recordings: int = 0
    rooms: int = 0
    #: Calls that had no answer in 15 s: of a machine that is busy with other things.
    unanswered: int = 0

    def most(self, name: str, *, last: bool) -> int:
        """The highest of the first third, or of the last one."""
        third = max(len(self.samples) // 3, 1)
        part = self.samples[-third:] if last else self.samples[:third]
        return max(int(getattr(one, name)) for one in part)

    def grown(self, *, spare: int = SPARE_BYTES) -> list[str]:
        """What is more than it should be, in words; empty where all is well."""
        left = self.left or self.before
        faults = [
            f"{name}: {getattr(self.before, name)} before, {getattr(left, name)} when all had left"
            for name in ("rooms", "participants", "connections", "addresses", "tasks", "files")
            if getattr(left, name) > getattr(self.before, name)
        ]
        first, last = self.most("memory", last=False), self.most("memory", last=True)
        if last > first + spare:
            faults.append(f"memory: {first} in the first third, {last} in the last one")
        return faults


async def soak(seconds: float, *, chance: random.Random) -> Soaked:
    engine = RemoteMedia(SETTINGS, capabilities=CAPABILITIES)
    await engine.start()
    try:
        # One that comes and goes makes what is made once only.
        async with _room(engine, "first"), asyncio.timeout(30):
            first = _Person(engine, "first", "first", Soaked((await engine.health())[0]))
            await first.come()
            await first.close()
        await _until_all_are_gone(engine)
        soaked = Soaked((await engine.health())[0])
        end = asyncio.get_running_loop().time() + seconds
        async with asyncio.TaskGroup() as going:
            tasks = [
                going.create_task(_hold_meetings(engine, at, soaked, chance)) for at in range(ROOMS)
            ]
            while asyncio.get_running_loop().time() < end:
                await asyncio.sleep(1)
                try:
                    soaked.samples += await engine.health()
                except MediaUnavailable:
                    soaked.unanswered += 1
            for task in tasks:
                task.cancel()
        await _until_all_are_gone(engine)
        soaked.left = (await engine.health())[0]
        return soaked
    finally:
        await engine.aclose()


async def _until_all_are_gone(engine: RemoteMedia) -> None:
    """What is closed is closed in the background."""
    await asyncio.sleep(SETTINGS.lost_seconds + 1)
    for _ in range(50):
        health = (await engine.health())[0]
        if not health.connections and not health.addresses:
            break
        await asyncio.sleep(0.1)


@asynccontextmanager
async def _room(engine: RemoteMedia, room: str) -> AsyncIterator[Path]:
    """An open room, and a folder that stays until it is closed."""
    with tempfile.TemporaryDirectory(prefix="congvu-soak-") as folder:
        await engine.open_room(room, RoomPolicy())
        try:
            yield Path(folder)
        finally:
            # It is closed, however long the answer takes.
            with contextlib.suppress(MediaUnavailable):
                await engine.close_room(room)


async def _hold_meetings(
    engine: RemoteMedia, at: int, soaked: Soaked, chance: random.Random
) -> None:
    """One meeting after the other, each with people who come and go, and recordings."""
    while True:
        room = f"{at}-{soaked.rooms}"
        soaked.rooms += 1
        async with _room(engine, room) as folder:
            with contextlib.suppress(TimeoutError):
                async with (
                    asyncio.timeout(chance.uniform(*ROOM_LIVES)),
                    asyncio.TaskGroup() as going,
                ):
                    going.create_task(_record(engine, room, folder, soaked, chance))
                    for number in range(PEOPLE):
                        going.create_task(_attend(engine, room, number, soaked, chance))


async def _record(
    engine: RemoteMedia, room: str, folder: Path, soaked: Soaked, chance: random.Random
) -> None:
    """On and off; the last one is ended by the end of the meeting."""
    while True:
        await asyncio.sleep(chance.uniform(*RECORDED))
        into = folder / str(soaked.recordings)
        await asyncio.to_thread(into.mkdir)
        soaked.recordings += 1
        try:
            await engine.start_recording(room, into)
            await asyncio.sleep(chance.uniform(*RECORDED))
            await engine.stop_recording(room)
        except MediaUnavailable:
            soaked.unanswered += 1


async def _attend(
    engine: RemoteMedia, room: str, number: int, soaked: Soaked, chance: random.Random
) -> None:
    name = f"site {number}"
    while True:
        person = _Person(engine, room, name, soaked)
        try:
            await person.come()
            await asyncio.sleep(chance.uniform(*STAY))
            how: Callable[[], object] = chance.choice((person.go, person.vanish, person.replace))
            await how()  # type: ignore[misc] # each is a coroutine function
            await asyncio.sleep(chance.uniform(0, 2))
        except MediaUnavailable:
            soaked.unanswered += 1
        except MediaError:
            # Its room was closed beside it, or four connections of it are not given up yet.
            await asyncio.sleep(1)
        finally:
            await person.close()


class _Person:
    def __init__(self, engine: RemoteMedia, room: str, name: str, soaked: Soaked) -> None:
        self._engine, self._room, self._name, self._soaked = engine, room, name, soaked
        self._connections: list[tuple[str, Publisher, Viewer]] = []
        self._sending: list[asyncio.Task[None]] = []

    async def come(self) -> None:
        engine, room, name = self._engine, self._room, self._name
        connection = f"c{self._soaked.joined}"
        self._soaked.joined += 1
        await engine.set_rights(room, name, _ALL)
        publisher, viewer = Publisher(2, voice=True), Viewer()
        self._connections.append((connection, publisher, viewer))

        async def exchange(sdp: str) -> str:
            tracks = [Track(*one) for one in zip(publisher.mids, _PURPOSES, strict=True)]
            return await engine.publish(room, name, connection, sdp, tracks)

        await publisher.connect(exchange)
        publisher.streams[0].packets = 1
        others = [f"site {at}" for at in range(PEOPLE) if f"site {at}" != name]
        wanted = tuple(Source(one, Purpose.CAMERA) for one in others)
        offer = await engine.subscribe(room, name, connection, View(wanted=wanted))
        answer = await viewer.connect(offer.sdp)
        await engine.accept(room, name, connection, answer, offer.number)
        await viewer.take_over()
        begin = asyncio.get_running_loop().time()
        self._sending += [
            asyncio.create_task(publisher.run(begin, stream)) for stream in publisher.streams
        ]
        await engine.set_view(room, name, connection, View(wanted=wanted[::-1]))

    async def go(self) -> None:
        for connection, _, _ in self._connections:
            await self._engine.leave(self._room, self._name, connection)

    async def vanish(self) -> None:
        """Without a word, as a machine that loses its power."""
        self._soaked.vanished += 1
        for _, publisher, viewer in self._connections:
            await self._halt()
            vanish(publisher.pc)
            vanish(viewer.pc)

    async def replace(self) -> None:
        """Come anew while the former connection is still there, then be removed."""
        self._soaked.replaced += 1
        await self.come()
        await asyncio.sleep(1)
        await self._engine.remove(self._room, self._name)

    async def _halt(self) -> None:
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)
        self._sending.clear()

    async def close(self) -> None:
        """In tasks of their own: what aiortc closes must not be cancelled in the middle of it."""
        await self._halt()
        closing = [
            asyncio.create_task(closed)
            for _, publisher, viewer in self._connections
            for closed in (publisher.pc.close(), viewer.close())
        ]
        if closing:
            await asyncio.wait(closing, timeout=CLOSE_SECONDS)


def tell(soaked: Soaked) -> None:
    told = (
        f"{len(soaked.samples)} s, {soaked.rooms} meetings, {soaked.joined} joins "
        f"({soaked.vanished} vanished, {soaked.replaced} replaced), "
        f"{soaked.recordings} recordings, {soaked.unanswered} calls without an answer"
    )
    print(told)
    for name in Health.__dataclass_fields__:
        print(
            f"{name:14} before {getattr(soaked.before, name):>12,}"
            f"   most of the first third {soaked.most(name, last=False):>12,}"
            f"   of the last {soaked.most(name, last=True):>12,}"
            f"   when all had left {getattr(soaked.left or soaked.before, name):>12,}"
        )


def main(words: Sequence[str]) -> int:
    seconds = float(words[0]) if words else HALF_AN_HOUR
    soaked = asyncio.run(soak(seconds, chance=random.Random(1)))  # noqa: S311 - no secret
    tell(soaked)
    grown = soaked.grown()
    print(*grown, sep="\n")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
