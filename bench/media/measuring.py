"""The figures of the topic `media`."""

import asyncio
import shutil
import statistics
import sys
from collections.abc import Sequence

from bench.media.crowd import Measured, Shape, measure, through_janus, through_ours
from bench.media.floor import protect_and_send_us
from bench.media.janus import is_installed
from bench.media.joining import measure_joins
from bench.media.losses import Left, cut, lose, two_at_a_line
from bench.table import Figure
from bench.timing import P95, percentile
from meetings.media.opening import open_media_engine
from meetings.media.settings import MediaSettings

#: Of Janus' CPU time, and milliseconds.
SHARE, DELAY_AIM_MS = 0.6, 10.0
JOIN_AIM_MS, BACK_AIM_S = 1500.0, 5.0
#: Share of a voice that a receiver may have to make up, pictures a second of 15 that are sent, and
#: seconds for which one may stand still.
CONCEALED_AIM, FRAMES_AIM, STILL_AIM_S = 0.05, 10.0, 1.0
LOSING_SECONDS, CUT_SECONDS = 10.0, 10.0
ROUNDS = 2
PEER = "Janus 1.1.2"
FIFTY = Shape(participants=50, thumbnails=True, voices=True, around=8)
TEN_MEETINGS = Shape(participants=6, thumbnails=True, voices=True, around=8, meetings=10)


async def measure_media() -> list[Figure]:
    figures = [*await _forwarding(), *await _crowds()]
    if shutil.which("chromium") is None:
        print("without Chromium neither joining nor losses are measured", file=sys.stderr)
        return figures
    return [*figures, *await _joining(), *await _losses()]


async def _forwarding() -> list[Figure]:
    everybody, thumbnails = Shape(), Shape(thumbnails=True)
    ours = await _ours(everybody)
    theirs = await _theirs(everybody)
    ours += await _ours(everybody)
    theirs += await _theirs(everybody)
    small, small_there = await _ours(thumbnails), await _theirs(thumbnails)
    floor = statistics.median([await asyncio.to_thread(protect_and_send_us) for _ in range(3)])
    cpu = _median(ours, "cpu_us")
    peer_cpu = _median(theirs, "cpu_us") if theirs else None
    name = f"forward a packet, {everybody.participants} to everybody"
    return [
        Figure(
            name=f"{name}, CPU",
            value=cpu,
            unit="us",
            peer=PEER,
            peer_value=peer_cpu,
            floor=floor,
            floor_is="protect + sendto",
            aim=SHARE * peer_cpu if peer_cpu else None,
        ),
        Figure(
            name=f"{name}, forwarded",
            value=_median(ours, "forwarded_per_second"),
            unit="packets/s",
            peer=PEER,
            peer_value=_median(theirs, "forwarded_per_second") if theirs else None,
        ),
        *_of(f"{thumbnails.participants} sites, one large and others small", small, small_there),
    ]


async def _crowds() -> list[Figure]:
    """What holds on these cores, clients included: with voices, and as browsers would send."""
    figures = []
    for name, shape in (
        ("50 people in one meeting", FIFTY),
        ("10 meetings of 6 people", TEN_MEETINGS),
    ):
        found = await _ours(shape)
        figures += [
            Figure(
                name=f"{name}, forwarded",
                value=_median(found, "forwarded_per_second"),
                unit="packets/s",
            ),
            Figure(name=f"{name}, CPU", value=_median(found, "cores"), unit="cores"),
            *_of(name, found, []),
        ]
    return figures


def _of(name: str, ours: Sequence[Measured], theirs: Sequence[Measured]) -> list[Figure]:
    return [
        Figure(
            name=f"{name}, p99 delay",
            value=_median(ours, "delay_ms"),
            unit="ms",
            peer=PEER if theirs else "",
            peer_value=_median(theirs, "delay_ms") if theirs else None,
            aim=DELAY_AIM_MS,
        ),
        Figure(
            name=f"{name}, lost",
            value=max(one.lost for one in ours),
            unit="packets",
            peer=PEER if theirs else "",
            peer_value=max(one.lost for one in theirs) if theirs else None,
            aim=0,
        ),
    ]


async def _joining() -> list[Figure]:
    joins = await measure_joins()
    both = [max(one.values()) for one in joins]
    return [
        Figure(
            name=f"join to first sound and picture, {len(joins)} times, p95",
            value=percentile(both, P95),
            unit="ms",
            aim=JOIN_AIM_MS,
        ),
        Figure(name="the same, median", value=statistics.median(both), unit="ms"),
    ]


async def _losses() -> list[Figure]:
    engine = open_media_engine(MediaSettings(engine="forwarding", hosts=("127.0.0.1",)))
    await engine.start()
    try:
        async with two_at_a_line(engine) as (far, near, line):
            found: dict[float, tuple[Left, Left]] = {}
            for share in (0.05, 0.1):
                found[share] = await lose(far, near, line, share=share, seconds=LOSING_SECONDS)
            back = await cut(far, near, line, seconds=CUT_SECONDS)
    finally:
        await engine.aclose()
    ways = ("to the viewer", "from the speaker")
    return [
        *(
            Figure(
                name=f"10 % lost {way}, share of the voice made up",
                value=100 * left.concealed,
                unit="%",
                aim=100 * CONCEALED_AIM,
            )
            for way, left in zip(ways, found[0.1], strict=True)
        ),
        *(
            Figure(
                name=f"{100 * share:.0f} % lost, pictures {way}",
                value=left.frames_per_second,
                unit="frames/s",
                aim=FRAMES_AIM,
            )
            for share, both in found.items()
            for way, left in zip(ways, both, strict=True)
        ),
        Figure(
            name="5 % lost, longest that a picture stands still",
            value=max(left.still for left in found[0.05]),
            unit="s",
            aim=STILL_AIM_S,
        ),
        Figure(
            name=f"{CUT_SECONDS:.0f} s without network, until media are back",
            value=back,
            unit="s",
            aim=BACK_AIM_S,
        ),
    ]


async def _ours(shape: Shape) -> list[Measured]:
    async with through_ours(shape) as crowd:
        return await measure(crowd, rounds=ROUNDS)


async def _theirs(shape: Shape) -> list[Measured]:
    if not is_installed():
        return []
    async with through_janus(shape) as crowd:
        return await measure(crowd, rounds=ROUNDS)


def _median(measured: Sequence[Measured], name: str) -> float:
    values: list[float] = [getattr(one, name) for one in measured]
    return statistics.median(values)
