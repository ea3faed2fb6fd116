"""What Janus writes while a room is recorded, made into what every engine hands over.

Janus writes each m-line into a file of its own format. They are read as they grow, so that little
is left to do when the recording stops, and packets are put into Ogg and WebM undecoded.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from meetings.media import events, shapes
from meetings.media.errors import MediaUnavailable
from meetings.media.forwarding.packets import Extensions, Malformed, read_audio, read_video
from meetings.media.forwarding.recording.recorder import Recorder
from meetings.media.forwarding.sources import AudioSource, Bursts, VideoSource
from meetings.media.janus.mjr import Mjr, MjrBroken
from meetings.media.janus.up import Up

READ_SECONDS = 1.0
_NO_TIME = bytes(3)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tape:
    """The file of one m-line; every stretch in which it was let through becomes a track."""

    key: shapes.Source
    mjr: Mjr
    stretch: int = -1
    source: AudioSource | VideoSource | None = None
    broken: bool = False


@dataclass(slots=True)
class RoomRecording:
    """`at_janus` is the folder of rooms at Janus; `folder` is where the tracks go."""

    at_janus: Path
    folder: Path
    wall: float = field(default_factory=time.time)
    _recorder: Recorder = field(init=False)
    _tapes: dict[tuple[str, str], Tape] = field(default_factory=dict)
    #: When each source was withdrawn: what comes after is another stretch.
    _ends: dict[shapes.Source, list[float]] = field(default_factory=dict)
    _bases: dict[str, str] = field(default_factory=dict)
    _written: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self._recorder = Recorder(self.folder, wall=self.wall, now=self.wall)

    def start(self) -> None:
        self._reading = asyncio.create_task(self._read_on())

    async def tap(self, up: Up) -> None:
        """Let Janus write what this uplink sends, and know which file is what.

        Raises `MediaUnavailable` where Janus cannot write, or we cannot see what it does.
        """
        base = self._bases.get(up.feed)
        if base is None:
            base = self._bases[up.feed] = f"{up.feed}-{secrets.token_hex(8)}"
            await up.record(base)
            if not any(self.at_janus.glob(f"{base}-*.mjr")):
                raise MediaUnavailable("recordings", str(self.at_janus))
        for number, (mid, purpose) in enumerate(up.lines):
            if purpose is not None and (up.feed, mid) not in self._tapes:
                kind = "audio" if purpose.is_audio else "video"
                path = self.at_janus / f"{base}-{kind}-{number}.mjr"
                key = shapes.Source(up.participant, purpose)
                self._tapes[up.feed, mid] = Tape(key, Mjr(path))

    def tell(self, event: events.Event) -> None:
        now = time.time()
        self._recorder.tell(event, now)
        if isinstance(event, events.TrackRemoved):
            self._ends.setdefault(event.source, []).append(now)

    async def stop(self, ups: Iterable[Up]) -> shapes.Recording:
        for up in ups:
            if up.feed in self._bases:
                with contextlib.suppress(MediaUnavailable):
                    await up.record(None)
        self._written.set()
        if self._reading is not None:
            await self._reading
        await asyncio.to_thread(self._clear)
        return self._recorder.stop()

    async def _read_on(self) -> None:
        """Read once a second, and a last time when Janus has written all."""
        while not self._written.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(READ_SECONDS):
                    await self._written.wait()
            await asyncio.to_thread(self._read, list(self._tapes.values()))

    def _read(self, tapes: Iterable[Tape]) -> None:
        for tape in tapes:
            try:
                for at, packet in tape.mjr.packets() if not tape.broken else ():
                    self._take(tape, at, packet)
            except (MjrBroken, OSError, ValueError, KeyError):
                log.exception("what Janus recorded cannot be read: %s", tape.mjr.path)
                tape.broken = True

    def _take(self, tape: Tape, at: float, packet: bytes) -> None:
        stretch = bisect_left(self._ends.get(tape.key, ()), at)
        if tape.source is None or stretch != tape.stretch:
            if tape.source is not None:
                self._recorder.untap(tape.source)
            tape.source, tape.stretch = _source(tape.key), stretch
        is_audio = tape.key.purpose.is_audio
        with contextlib.suppress(Malformed):
            read = read_audio(packet, Extensions()) if is_audio else read_video(packet, _NO_TIME)
            self._recorder.take(tape.source, read, at)

    def _clear(self) -> None:
        for tape in self._tapes.values():
            try:
                tape.mjr.path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("what Janus recorded cannot be deleted: %s", error)


def _source(key: shapes.Source) -> AudioSource | VideoSource:
    if key.purpose.is_audio:
        return AudioSource(key, 0, Extensions())
    return VideoSource(key, 0, request_keyframe=lambda _: None, bursts=Bursts())
