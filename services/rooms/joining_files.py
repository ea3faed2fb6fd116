"""The tracks of a recording into one file by ffmpeg, where it is installed. The one door to it.

All voices are mixed; of the pictures one is shown at a time: the shared screen if there is one,
else whoever was the loudest. The tracks themselves are never decoded while the meeting runs.
"""

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, RATE = 1280, 720, 15
MOST_PICTURES = 60
_SLOWEST = 20  # times the length of the recording


class NotJoined(Exception):
    """ffmpeg is not there, or could not make a file of the tracks."""


@dataclass(frozen=True, slots=True)
class Part:
    path: Path
    participant: str
    purpose: str
    start: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture track from one second to another."""

    part: int
    begin: float
    end: float


Progress = Callable[[int], Awaitable[None]]


async def join_files(
    parts: Sequence[Part],
    events: Sequence[dict[str, Any]],
    target: Path,
    *,
    seconds: float,
    progress: Progress,
) -> None:
    """Write `target` (WebM, VP8 and Opus) of that length. Raises `NotJoined`."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise NotJoined("ffmpeg is not installed")
    process = await asyncio.create_subprocess_exec(
        program,
        *_words(parts, events, target, seconds=seconds),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(60 + seconds * _SLOWEST):
            _, complaint = await asyncio.gather(
                _follow(process, seconds, progress), _last_words(process)
            )
            await process.wait()
    except TimeoutError:
        raise NotJoined("joining took too long") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    if process.returncode != 0:
        raise NotJoined(complaint)


async def _follow(process: asyncio.subprocess.Process, seconds: float, progress: Progress) -> None:
    """Read `-progress`: a line out_time_us=... now and then."""
    if process.stdout is None:
        return
    told = -1
    async for line in process.stdout:
        name, _, value = line.decode().strip().partition("=")
        if name != "out_time_us" or not value.isdigit():
            continue
        percent = min(99, int(int(value) / 10_000 / max(seconds, 1)))
        if percent > told:
            told = percent
            await progress(percent)


async def _last_words(process: asyncio.subprocess.Process) -> str:
    if process.stderr is None:
        return ""
    said = ""
    async for line in process.stderr:
        said = line.decode(errors="replace").strip() or said
    return said[:300]


def _words(
    parts: Sequence[Part], events: Sequence[dict[str, Any]], target: Path, *, seconds: float
) -> list[str]:
    inputs = list(itertools.chain.from_iterable(("-i", str(part.path)) for part in parts))
    graph = ";".join([*_sound(parts), *_picture(parts, schedule(parts, events, seconds), seconds)])
    return [
        *("-nostdin", "-loglevel", "error", "-progress", "pipe:1", *inputs),
        *("-filter_complex", graph, "-map", "[picture]", "-map", "[sound]"),
        *("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "800k"),
        *("-c:a", "libopus", "-b:a", "48k", "-ac", "1", "-t", f"{seconds:.3f}"),
        *("-f", "webm", "-y", str(target)),
    ]


def _sound(parts: Sequence[Part]) -> list[str]:
    voices = [at for at, part in enumerate(parts) if part.purpose == "microphone"]
    if not voices:
        return ["anullsrc=r=48000:cl=mono[sound]"]
    delayed = [
        f"[{at}:a]aresample=48000,adelay={int(parts[at].start * 1000)}:all=1[v{at}]"
        for at in voices
    ]
    together = "".join(f"[v{at}]" for at in voices)
    return [*delayed, f"{together}amix=inputs={len(voices)}:normalize=0,apad[sound]"]


def _picture(parts: Sequence[Part], shown: Sequence[Shown], seconds: float) -> list[str]:
    """Each track laid over the ones before, in the seconds in which it is the one to be seen."""
    graph = [f"color=c=black:s={WIDTH}x{HEIGHT}:r={RATE}:d={seconds:.3f}[p0]"]
    used = list(dict.fromkeys(row.part for row in shown))[:MOST_PICTURES]
    for number, at in enumerate(used, start=1):
        spans = "+".join(
            f"between(t,{row.begin:.3f},{row.end:.3f})" for row in shown if row.part == at
        )
        graph.append(
            f"[{at}:v]setpts=PTS-STARTPTS+{parts[at].start:.3f}/TB,"
            f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease,"
            f"pad={WIDTH}:{HEIGHT}:-1:-1[s{number}]"
        )
        graph.append(
            f"[p{number - 1}][s{number}]overlay=eof_action=pass:enable='{spans}'[p{number}]"
        )
    return [*graph, f"[p{len(used)}]format=yuv420p[picture]"]


def schedule(
    parts: Sequence[Part], events: Sequence[dict[str, Any]], seconds: float
) -> list[Shown]:
    """Which picture is shown when, from who was heard and which tracks there were."""
    ends = [_end_of(part, events, seconds) for part in parts]
    pictures = [at for at, part in enumerate(parts) if part.purpose != "microphone"]
    heard = [(row["at"], tuple(row["loudest"])) for row in events if row["kind"] == "speaking"]
    changes = {0.0, *(at for at, _ in heard)}
    changes |= {parts[at].start for at in pictures} | {ends[at] for at in pictures}
    moments = sorted(moment for moment in changes if moment < seconds)
    shown: list[Shown] = []
    for begin, end in itertools.pairwise([*moments, seconds]):
        there = [at for at in pictures if parts[at].start <= begin < ends[at]]
        loudest = next((who for at, who in reversed(heard) if at <= begin), ())
        chosen = _choose(parts, there, loudest, shown[-1].part if shown else None)
        if chosen is None:
            continue
        if shown and shown[-1].part == chosen and shown[-1].end == begin:
            shown[-1] = Shown(chosen, shown[-1].begin, end)
        else:
            shown.append(Shown(chosen, begin, end))
    return shown


def _end_of(part: Part, events: Sequence[dict[str, Any]], seconds: float) -> float:
    for event in events:
        if event["kind"] == "track_removed" and event["at"] > part.start:
            source = event["source"]
            if (source["participant"], source["purpose"]) == (part.participant, part.purpose):
                return float(event["at"])
    return seconds


def _choose(
    parts: Sequence[Part], there: Sequence[int], loudest: Sequence[str], before: int | None
) -> int | None:
    """The screen; the loudest with a camera; who was shown; anybody. Large before small."""

    def rank(at: int) -> tuple[bool, int, bool, bool]:
        part = parts[at]
        heard = loudest.index(part.participant) if part.participant in loudest else len(loudest)
        return part.purpose != "screen", heard, part.purpose == "camera_small", at != before

    return min(there, key=rank, default=None)
