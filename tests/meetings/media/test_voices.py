"""Who is heard: the loudest, and who speaks is not cut off by a cough."""

import struct
from itertools import pairwise

from meetings.media.forwarding.outlets import VoiceLine
from meetings.media.forwarding.packets import Extensions
from meetings.media.forwarding.sources import AudioSource
from meetings.media.forwarding.voices import Voices
from meetings.media.shapes import Purpose, Source
from tests.meetings.media.lines import Line, line

#: RTP with one extension word: the level with ID 1, padded.
HEADER = struct.Struct("!BBHIIHHBB")
QUIET, LOUD, LOUDER = 120, 30, 15


class Room:
    """Microphones of which each sends a packet every 20 ms, and one listener."""

    def __init__(self, opened: Line, names: str, *, listener: str = "ear") -> None:
        self.voices = Voices(3)
        self.now, self._seq = 10.0, 60_000
        lines = [VoiceLine(f"a{at}") for at in range(3)]
        for one in lines:
            one.route = opened.route
        self.voices.add_viewer(listener, lines)
        self.sources = {name: self.add(name) for name in names}

    def add(self, name: str) -> AudioSource:
        source = AudioSource(Source(name, Purpose.MICROPHONE), 1, Extensions(level=1))
        source.allowed = True
        self.voices.add(source)
        return source

    def sound(self, seconds: float, **levels: int) -> None:
        for _ in range(int(seconds * 50)):
            self.now, self._seq = self.now + 0.02, (self._seq + 1) & 0xFFFF
            for name, source in self.sources.items():
                level = 0x80 | levels.get(name, QUIET)
                header = HEADER.pack(0x90, 111, self._seq, self._seq * 960, 1, 0xBEDE, 1, 16, level)
                source.take(header + bytes(2) + name.encode() * 40, self.now)

    @property
    def heard(self) -> set[str]:
        return {one.source.key.participant for one in self.voices.voices if one.source}


def test_whoever_is_there_is_heard_while_there_are_voices() -> None:
    with line() as opened:
        room = Room(opened, "abc")
        room.sound(0.1)
        assert room.heard == {"a", "b", "c"}
        room.voices.discard(room.sources["b"])
        assert room.heard == {"a", "c"}


def test_who_begins_to_speak_takes_the_voice_of_who_is_silent() -> None:
    with line() as opened:
        room = Room(opened, "abcd")
        room.sound(1, a=LOUD, b=LOUD)
        room.sound(0.1, a=LOUD, b=LOUD, d=LOUD)
        assert room.heard == {"a", "b", "d"}
        assert list(room.voices.loudest)[:2] in (["a", "b"], ["b", "a"])


def test_who_speaks_is_not_drowned_out_by_the_same_loudness_or_by_a_cough() -> None:
    with line() as opened:
        room = Room(opened, "abcd")
        room.sound(2, a=LOUD, b=LOUD, c=LOUD)
        room.sound(2, a=LOUD, b=LOUD, c=LOUD, d=LOUD)
        assert room.heard == {"a", "b", "c"}
        room.sound(0.02, a=LOUD, b=LOUD, c=LOUD, d=LOUDER)
        assert room.heard == {"a", "b", "c"}
        room.sound(1, a=LOUD, b=LOUD, c=LOUD, d=LOUDER)
        assert "d" in room.heard


def test_numbers_of_a_voice_go_on_when_the_speaker_changes() -> None:
    with line() as opened:
        room = Room(opened, "abcd")
        came = []
        for seconds, quiet_one in ((0.5, "c"), (1, ""), (1, ""), (0.5, "d")):
            room.sound(seconds, a=LOUD, b=LOUD, **({quiet_one: LOUD} if quiet_one else {}))
            came += opened.came()
        by_ssrc: dict[int, list[tuple[int, int, bytes]]] = {}
        for packet in came:
            numbers = (packet.seq, packet.timestamp, packet.payload[:1])
            by_ssrc.setdefault(packet.ssrc, []).append(numbers)
        assert len(by_ssrc) == 3
        for packets in by_ssrc.values():
            for one, other in pairwise(packets):
                assert (other[0] - one[0]) & 0xFFFF == 1
                assert 0 < (other[1] - one[1]) & 0xFFFFFFFF <= 1000
        speakers = [{speaker for *_, speaker in packets} for packets in by_ssrc.values()]
        assert {b"c", b"d"} in speakers


def test_nobody_hears_himself_and_who_wants_silence_hears_nothing() -> None:
    with line() as opened:
        room = Room(opened, "ab", listener="a")
        room.sound(0.1, a=LOUD, b=LOUD)
        assert {packet.payload[:1] for packet in opened.came()} == {b"b"}


def test_another_connection_of_a_speaker_keeps_the_voice() -> None:
    with line() as opened:
        room = Room(opened, "abc")
        room.sound(1, a=LOUD)
        voice = next(one for one in room.voices.voices if one.source is room.sources["a"])
        room.sources["a"] = room.add("a")
        assert voice.source is room.sources["a"]
        room.sound(0.1, a=LOUD)
        assert room.heard == {"a", "b", "c"}


def test_a_line_that_loses_packets_is_sent_each_twice() -> None:
    with line() as opened:
        room = Room(opened, "a")
        room.sound(0.1, a=LOUD)
        assert len(opened.datagrams()) == 5
        for voice in room.voices.voices:
            voice.lines["ear"].copies = 2
        room.voices.gather()
        room.sound(0.1, a=LOUD)
        twice = opened.datagrams()
        # The very same: nothing else may be protected under one number.
        assert twice[::2] == twice[1::2]
        assert len(set(twice)) == 5
