"""RED: what was lost is taken out of the next packet, once, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.media.forwarding.packets import Extensions, Malformed, Packet
from meetings.media.forwarding.redundancy import read_redundant
from meetings.media.forwarding.sources import AudioSource
from meetings.media.shapes import Purpose, Source

RED, OPUS, SSRC = 63, 111, 7
STEP = 960


def packet(seq: int, *, with_before: int = 1) -> bytes:
    """Packet `seq` with what was in those before it; each payload names its number."""
    head = bytes((0x80, RED)) + (seq & 0xFFFF).to_bytes(2, "big")
    head += (seq * STEP & 0xFFFFFFFF).to_bytes(4, "big") + SSRC.to_bytes(4, "big")
    blocks = b""
    for back in range(with_before, 0, -1):
        word = back * STEP << 10 | len(payload(seq - back))
        head += bytes((0x80 | OPUS,)) + word.to_bytes(3, "big")
        blocks += payload(seq - back)
    return head + bytes((OPUS,)) + blocks + payload(seq)


def payload(seq: int) -> bytes:
    return f"voice {seq}".encode()


class Heard:
    def __init__(self) -> None:
        self.packets: list[Packet] = []

    def hear(self, _source: AudioSource, packet: Packet, _now: float) -> None:
        self.packets.append(packet)


def listening() -> tuple[AudioSource, Heard]:
    source, heard = AudioSource(Source("An", Purpose.MICROPHONE), SSRC, Extensions()), Heard()
    source.redundant_type, source.allowed, source.voices = RED, True, heard
    return source, heard


def test_what_was_lost_is_taken_out_of_the_next_packet() -> None:
    source, heard = listening()
    for seq in (1, 2, 4, 5, 8, 9):
        source.take(packet(seq), seq / 50)
    assert [one.seq for one in heard.packets] == [1, 2, 3, 4, 5, 7, 8, 9]
    for one in heard.packets:
        assert one.payload == payload(one.seq)
        assert one.timestamp == one.seq * STEP
        assert one.data[1] & 0x7F == OPUS


def test_what_comes_late_after_all_is_not_sent_again_under_its_number() -> None:
    source, heard = listening()
    for seq in (65_534, 65_536, 65_535, 65_537):
        source.take(packet(seq), seq / 50)
    assert [one.seq for one in heard.packets] == [65_534, 65_535, 0, 1]


def test_as_many_as_are_missing_are_taken() -> None:
    found = read_redundant(packet(9, with_before=3), Extensions(), missing=2)
    assert [one.seq for one in found] == [7, 8, 9]


@given(st.binary(min_size=12, max_size=80), st.integers(0, 3))
def test_whatever_comes_is_read_or_refused(data: bytes, missing: int) -> None:
    try:
        read_redundant(data, Extensions(), missing=missing)
    except (Malformed, IndexError):
        return


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_what_is_cut_off_is_refused(cut: int) -> None:
    whole = packet(3)
    with pytest.raises((Malformed, IndexError)):
        read_redundant(whole[: 12 + cut], Extensions(), missing=1)
