"""Who is heard: a few voices for the whole room, the loudest, and who speaks keeps the floor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meetings.media.forwarding.outbox import Leg, Outbox, Route
from meetings.media.forwarding.outlets import VoiceLine
from meetings.media.forwarding.packets import Packet
from meetings.media.forwarding.sources import AUDIO_CLOCK, AudioSource

#: Share of a packet of 20 ms in the smoothed loudness: rising fast, falling in half a second.
RISING, FALLING = 0.3, 0.04
#: Loudness from which somebody speaks: 127 minus the level of RFC 6464, so -62 dBov.
SPEAKS = 65.0
#: So much louder somebody must be than the quietest that is heard.
MARGIN = 9.0
#: Seconds after the last loud packet for which a voice is kept anyway.
HELD_SECONDS = 1.5


@dataclass(slots=True, eq=False)
class Voice:
    """One of the room's voices; its numbers go on when the speaker changes."""

    index: int
    lines: dict[str, VoiceLine] = field(default_factory=dict)
    source: AudioSource | None = None
    seq_shift: int = 0
    time_shift: int = 0
    base: int = 0
    last: tuple[int, int, float] = (0, 0, 0.0)
    fans: dict[Outbox, list[Leg]] = field(default_factory=dict)

    #: Which the fans' legs point into.
    routes: list[Route] = field(default_factory=list)

    def gather(self) -> None:
        """Work out anew through which sockets the viewers are reached; nobody hears himself."""
        self.fans = {}
        self.routes = [line.route for line in self.lines.values()]
        speaker = self.source.key.participant if self.source else None
        for viewer, line in self.lines.items():
            if viewer != speaker:
                legs = self.fans.setdefault(line.route.outbox, [])
                legs += [line.leg] * line.copies


class Voices:
    def __init__(self, count: int) -> None:
        self.voices = [Voice(index) for index in range(count)]
        self._sources: dict[str, AudioSource] = {}
        self._heard: dict[AudioSource, Voice] = {}
        self.changed = False

    @property
    def loudest(self) -> Sequence[str]:
        """Who is heard and speaks now, the loudest first."""
        speaking = [one for one in self._heard if one.loudness >= SPEAKS]
        return [one.key.participant for one in sorted(speaking, key=lambda one: -one.loudness)]

    @property
    def levels(self) -> dict[str, int]:
        """127 minus loudness of all that sound at all."""
        return {
            name: 127 - round(one.loudness)
            for name, one in self._sources.items()
            if one.loudness >= 1
        }

    def add(self, source: AudioSource) -> None:
        """Listen to it; a former source of the same participant hands over its voice."""
        former = self._sources.get(source.key.participant)
        self._sources[source.key.participant] = source
        source.voices = self
        if former is not None and former is not source:
            former.voices = None
            voice = self._heard.pop(former, None)
            if voice is not None:
                voice.source = None
                self._seat(source, voice)
        elif len(self._heard) < len(self.voices):
            self._seat(source, self._empty()[0])

    def discard(self, source: AudioSource) -> None:
        source.voices = None
        if self._sources.get(source.key.participant) is source:
            del self._sources[source.key.participant]
        voice = self._heard.pop(source, None)
        if voice is not None:
            voice.source = None
            voice.gather()
            self.changed = True

    def add_viewer(self, viewer: str, lines: Iterable[VoiceLine]) -> None:
        for voice, line in zip(self.voices, lines, strict=True):
            voice.lines[viewer] = line
            voice.gather()
        self.changed = True

    def discard_viewer(self, viewer: str, lines: Iterable[VoiceLine]) -> None:
        """Forget the viewer, unless a newer connection's lines have taken their place."""
        for voice, line in zip(self.voices, lines, strict=True):
            if voice.lines.get(viewer) is line:
                del voice.lines[viewer]
                voice.gather()

    def gather(self) -> None:
        """Viewers are reached otherwise than before."""
        for voice in self.voices:
            voice.gather()

    def hear(self, source: AudioSource, packet: Packet, now: float) -> None:
        """Take a packet: weigh it, and forward it where its source is heard."""
        loud = 127 - packet.level
        weight = RISING if loud > source.loudness else FALLING
        source.loudness += weight * (loud - source.loudness)
        if loud >= SPEAKS:
            source.loud_at = now
        voice = self._heard.get(source)
        if voice is None:
            voice = self._challenge(source, loud, now)
            if voice is None:
                return
        self._forward(voice, packet, now)

    def _challenge(self, source: AudioSource, loud: int, now: float) -> Voice | None:
        """Give the speaker a voice: an empty one, or of who is silent or drowned out."""
        if loud < SPEAKS:
            return None
        empty = self._empty()
        if empty:
            self._seat(source, empty[0])
            return empty[0]
        quietest = min(
            self._heard, key=lambda one: (now - one.loud_at < HELD_SECONDS, one.loudness)
        )
        if now - quietest.loud_at < HELD_SECONDS and source.loudness < quietest.loudness + MARGIN:
            return None
        voice = self._heard.pop(quietest)
        self._seat(source, voice)
        return voice

    def _empty(self) -> list[Voice]:
        return [voice for voice in self.voices if voice.source is None]

    def _seat(self, source: AudioSource, voice: Voice) -> None:
        voice.source = source
        voice.base = -1
        self._heard[source] = voice
        voice.gather()
        self.changed = True

    def _forward(self, voice: Voice, packet: Packet, now: float) -> None:
        source = voice.source
        if source is None:
            return
        if voice.base < 0:
            seq, timestamp, at = voice.last
            passed = max(int((now - at) * AUDIO_CLOCK), 1) if at else 1
            voice.base = source.extended(packet)
            voice.seq_shift = seq + 1 - packet.seq
            voice.time_shift = timestamp + passed - packet.timestamp
        elif source.extended(packet) < voice.base:
            return
        seq = (packet.seq + voice.seq_shift) & 0xFFFF
        timestamp = (packet.timestamp + voice.time_shift) & 0xFFFFFFFF
        if packet is source.newest:
            voice.last = (seq, timestamp, now)
        for outbox, legs in voice.fans.items():
            outbox.fan_out([packet], legs, seq=voice.seq_shift, timestamp=voice.time_shift)
