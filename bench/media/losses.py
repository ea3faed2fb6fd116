"""What is left of sound and pictures on a line that loses datagrams, and after one that was cut."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.media.chromium import Visitor, visitors
from bench.media.lines import Line, bad_line
from meetings.media.port import MediaEngine
from meetings.media.shapes import Purpose, Rights, RoomPolicy, Source

ROOM = "losses"
_ALL = Rights(may_speak=True, may_show=True)
#: Senders learn of losses second by second, and then add to their voices what corrects them.
SETTLING = 4.0


@dataclass(frozen=True, slots=True)
class Left:
    """`concealed`: share of the samples that had to be made up. `still` in seconds."""

    concealed: float
    frames_per_second: float
    still: float


@asynccontextmanager
async def two_at_a_line(engine: MediaEngine) -> AsyncIterator[tuple[Visitor, Visitor, Line]]:
    """One behind a bad line, in both directions, and one beside the engine; both are there."""
    await engine.open_room(ROOM, RoomPolicy())
    async with (
        bad_line("127.0.0.1", chance=random.Random(5)) as line,  # noqa: S311 - no secret
        visitors(engine, ROOM, "far", "near") as (far, near),
    ):
        far.bend = line.bend
        for one in (far, near):
            await engine.set_rights(ROOM, one.name, _ALL)
            await one.publish()
        await far.subscribe([Source("near", Purpose.CAMERA)])
        await near.subscribe([Source("far", Purpose.CAMERA)])
        for one in (far, near):
            await one.until_there()
        yield far, near, line
    await engine.close_room(ROOM)


async def lose(
    far: Visitor, near: Visitor, line: Line, *, share: float, seconds: float
) -> tuple[Left, Left]:
    """What `far` and `near` receive of each other while the line loses this share."""
    line.loss = share
    await asyncio.sleep(SETTLING)
    for one in (far, near):
        await one.begin()
    await asyncio.sleep(seconds)
    found = [_left(await one.received()) for one in (far, near)]
    line.loss = 0.0
    return found[0], found[1]


def _left(found: dict[str, float]) -> Left:
    return Left(
        concealed=(found["concealed"] - found["silent"]) / max(found["samples"], 1),
        frames_per_second=found["frames"] / found["seconds"],
        still=found["still"],
    )


async def cut(far: Visitor, near: Visitor, line: Line, *, seconds: float) -> float:
    """Seconds from the end of the cut until both see and hear each other again."""
    line.is_cut = True
    await asyncio.sleep(seconds)
    for one in (far, near):
        await one.begin()
    line.is_cut = False
    clock = asyncio.get_running_loop().time
    begun = clock()
    for one in (far, near):
        await one.until_there(frames=3)
    return clock() - begun
