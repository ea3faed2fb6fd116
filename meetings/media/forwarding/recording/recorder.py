"""Every track of a room into files of its own, with a time line that says how they belong."""

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from meetings.media import events
from meetings.media.errors import RecordingLost
from meetings.media.forwarding.packets import Packet
from meetings.media.forwarding.recording.frames import Frame, Frames, InOrder
from meetings.media.forwarding.recording.ogg import OggOpus
from meetings.media.forwarding.recording.webm import KEYFRAME_HEADER, WebM, picture_size
from meetings.media.forwarding.sources import AudioSource, Source, VideoSource
from meetings.media.recovering import LOG, TIMELINE
from meetings.media.shapes import RecordedTrack, Recording

_KEPT = (
    events.Joined,
    events.Left,
    events.Aborted,
    events.TrackAdded,
    events.TrackRemoved,
    events.Speaking,
)
_EVENTS: TypeAdapter[events.Event] = TypeAdapter(events.Event)
#: Files of one recording: whoever makes more stretches than this records no further ones.
MOST_FILES = 2000

log = logging.getLogger(__name__)


class TrackWriter(ABC):
    """One stretch of a track; its file is made with the first packet that can be written."""

    def __init__(self, source: Source, path: Path, start: float) -> None:
        self.source, self.path, self.start = source, path, start
        self.packets = 0
        self.clock: tuple[int, int] | None = None
        self._ordered = InOrder()
        self._first: int | None = None
        self._last = 0

    def put(self, packet: Packet) -> None:
        for one in self._ordered.put(packet):
            self.packets += 1
            self._write(one)

    def _passed(self, timestamp: int) -> int:
        """Ticks since the first packet, with the times that 32 bits began anew."""
        if self._first is None:
            self._first = self._last = timestamp
        ahead = (timestamp - self._last) & 0xFFFFFFFF
        self._last += ahead - (1 << 32) if ahead >= 1 << 31 else ahead
        return max(self._last - self._first, 0)

    @abstractmethod
    def _write(self, packet: Packet) -> None: ...

    @abstractmethod
    def close(self) -> None: ...


class AudioWriter(TrackWriter):
    def __init__(self, source: Source, path: Path, start: float) -> None:
        super().__init__(source, path, start)
        self._ogg = OggOpus(path.open("wb"))

    def _write(self, packet: Packet) -> None:
        if packet.payload:
            self._ogg.write(packet.payload, timestamp=self._passed(packet.timestamp))

    def close(self) -> None:
        self._ogg.close()


class VideoWriter(TrackWriter):
    def __init__(self, source: Source, path: Path, start: float) -> None:
        super().__init__(source, path, start)
        self._frames = Frames()
        self._webm: WebM | None = None

    def _write(self, packet: Packet) -> None:
        frame = self._frames.put(packet)
        if frame is not None:
            self._write_frame(frame)

    def _write_frame(self, frame: Frame) -> None:
        if self._webm is None:
            if not frame.keyframe or len(frame.data) < KEYFRAME_HEADER:
                return
            width, height = picture_size(frame.data)
            self._webm = WebM(self.path.open("wb"), width=width, height=height)
        milliseconds = self._passed(frame.timestamp) // 90
        self._webm.write(frame.data, milliseconds=milliseconds, keyframe=frame.keyframe)

    def close(self) -> None:
        if self._webm is not None:
            self._webm.close()


class Recorder:
    """Raises `RecordingLost` where the folder takes no file."""

    def __init__(self, folder: Path, *, wall: float, now: float) -> None:
        self._folder = folder
        self._wall, self._began = wall, now
        self._open: dict[Source, TrackWriter] = {}
        self._done: list[TrackWriter] = []
        self._events: list[dict[str, Any]] = []
        self._broken = False
        # Each line is written at once: what a process that dies leaves can be told apart by it.
        try:
            self._log = (folder / LOG).open("w", encoding="utf-8", buffering=1)
        except OSError as error:
            raise RecordingLost(str(folder), type(error).__name__) from error
        self._note(began=wall)

    def tap_all(self, sources: Iterable[AudioSource | VideoSource]) -> None:
        for source in sources:
            self.tap(source)

    def tap(self, source: AudioSource | VideoSource) -> None:
        """Write what comes from now on, in a file made with the first packet."""
        source.tap = self.take
        if isinstance(source, VideoSource) and source.heard_at is not None:
            source.want_keyframe(source.heard_at)

    def untap(self, source: Source) -> None:
        source.tap = None
        writer = self._open.pop(source, None)
        if writer is not None:
            self._done.append(writer)
            try:
                writer.close()
            except OSError as error:
                self._break_off(error)

    def _break_off(self, error: OSError) -> None:
        """Record nothing more, where the disk takes no more: the meeting goes on."""
        if not self._broken:
            self._broken = True
            log.error("a recording in %s breaks off: %s", self._folder, error)
        for source in list(self._open):
            self.untap(source)

    def tell(self, event: events.Event, now: float) -> None:
        """Put what happens into the time line: who came, who was seen, who spoke."""
        if isinstance(event, _KEPT):
            said = _EVENTS.dump_python(event, mode="json", exclude={"room"})
            entry = {"at": round(now - self._began, 3), **said}
            self._events.append(entry)
            self._note(event=entry)

    def reported(self, source: Source) -> None:
        """Keep when the track's clock reads what: the first report of a stretch is enough."""
        writer = self._open.get(source)
        if writer is not None and writer.clock is None:
            writer.clock = source.clock

    def take(self, source: Source, packet: Packet, now: float) -> None:
        if self._broken:
            return
        try:
            self._write(source, packet, now)
        except OSError as error:
            self._break_off(error)

    def _write(self, source: Source, packet: Packet, now: float) -> None:
        writer = self._open.get(source)
        if writer is None:
            number = len(self._open) + len(self._done)
            if number >= MOST_FILES:
                return
            audio = isinstance(source, AudioSource)
            name = f"{number:04}-{source.key.purpose}.{'ogg' if audio else 'webm'}"
            kind = AudioWriter if audio else VideoWriter
            writer = self._open[source] = kind(source, self._folder / name, now - self._began)
            self._note(
                track={
                    "participant": source.key.participant,
                    "purpose": source.key.purpose,
                    "file": name,
                    "start": round(writer.start, 3),
                }
            )
        writer.put(packet)

    def _note(self, **what: Any) -> None:
        with suppress(OSError):  # the disk that takes no more is told of by the tracks
            self._log.write(json.dumps(what, ensure_ascii=False) + "\n")

    def stop(self) -> Recording:
        """Close the files. Raises `RecordingLost` where the disk does not take the time line."""
        for source in list(self._open):
            self.untap(source)
        with suppress(OSError):
            self._log.close()
        tracks = tuple(
            RecordedTrack(
                participant=one.source.key.participant,
                purpose=one.source.key.purpose,
                file=one.path.name,
                start=round(one.start, 3),
                packets=one.packets,
            )
            for one in self._done
            if one.path.exists()
        )
        written = {
            "began": self._wall,
            "tracks": [
                {
                    "participant": one.participant,
                    "purpose": one.purpose,
                    "file": one.file,
                    "start": one.start,
                    "packets": one.packets,
                }
                for one in tracks
            ],
            "events": self._events,
        }
        text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
        try:
            (self._folder / TIMELINE).write_text(text, encoding="utf-8")
        except OSError as error:
            raise RecordingLost(str(self._folder), type(error).__name__) from error
        return Recording(timeline=TIMELINE, tracks=tracks)
