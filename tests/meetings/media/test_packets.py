"""RTP, its extensions and the VP8 descriptor, read and rewritten as bytes."""

import struct

import pytest
from aiortc import rtp
from aiortc.codecs.vpx import VpxPayloadDescriptor
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from hypothesis import given
from hypothesis import strategies as st

from meetings.media.forwarding.packets import (
    Extensions,
    Malformed,
    is_newer,
    picture_numbers,
    read_audio,
    read_video,
    send_time,
    shift_picture,
    wrap_again,
)

LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
NOW = send_time(1.5)
bits = st.integers


def _packet(payload: bytes, *, level: int | None = None, padding: int = 0) -> bytes:
    packet = rtp.RtpPacket(payload_type=100, marker=1, sequence_number=7, timestamp=9, ssrc=11)
    packet.payload, packet.padding_size = payload, padding
    names = rtp.HeaderExtensionsMap()
    parameters = RTCRtpParameters(
        headerExtensions=[
            RTCRtpHeaderExtensionParameters(id=5, uri=LEVEL),
            RTCRtpHeaderExtensionParameters(id=9, uri=MID),
        ]
    )
    names.configure(parameters)
    packet.extensions.mid = "microphone"
    if level is not None:
        packet.extensions.audio_level = (True, level)
    return packet.serialize(names)


@given(st.binary(min_size=1, max_size=200), bits(0, 127), bits(0, 20))
def test_audio_keeps_its_payload_and_loses_its_extensions(
    payload: bytes, level: int, padding: int
) -> None:
    packet = read_audio(_packet(payload, level=level, padding=padding), Extensions(level=5))
    assert packet.level == level
    assert packet.payload == payload
    assert packet.data[:2] == bytes((0x80, 0x80 | 111))
    assert (packet.seq, packet.timestamp, packet.marker) == (7, 9, True)


def test_a_level_that_is_not_sent_is_guessed_from_the_size() -> None:
    assert read_audio(_packet(bytes(80)), Extensions()).level < 60
    assert read_audio(_packet(bytes(3)), Extensions()).level == 127


@given(
    begins=st.booleans(),
    number=st.none() | bits(0, 0x7FFF),
    tl0=st.none() | bits(0, 255),
    layer=st.none() | bits(0, 3),
    first=bits(0, 255),
)
def test_the_vp8_descriptor_is_read_as_aiortc_writes_it(
    *, begins: bool, number: int | None, tl0: int | None, layer: int | None, first: int
) -> None:
    descriptor = VpxPayloadDescriptor(
        partition_start=int(begins),
        partition_id=0,
        picture_id=number,
        tl0picidx=tl0,
        tid=None if layer is None else (layer, 0),
    )
    written = bytes(descriptor)
    packet = read_video(_packet(written + bytes((first,))), NOW)
    picture = packet.picture
    assert picture is not None
    assert picture.size == len(written)
    assert picture.begins is begins
    assert picture.keyframe is (begins and first & 1 == 0)
    assert picture.layer == (layer or 0)
    assert picture_numbers(packet) == (number or 0, tl0 or 0)
    assert packet.data[:2] == bytes((0x90, 0x80 | 96))
    assert packet.data[12:20] == b"\xbe\xde\x00\x01" + bytes((3 << 4 | 2,)) + NOW


@given(number=bits(0, 0x7FFF), tl0=bits(0, 255), ids=bits(0, 0x7FFF), tl0s=bits(0, 255))
def test_picture_numbers_are_shifted_within_their_width(
    number: int, tl0: int, ids: int, tl0s: int
) -> None:
    descriptor = VpxPayloadDescriptor(
        partition_start=1, partition_id=0, picture_id=number, tl0picidx=tl0
    )
    packet = read_video(_packet(bytes(descriptor) + bytes(9)), NOW)
    assert packet.picture is not None
    data = bytearray(packet.data)
    shift_picture(data, packet.payload_at, packet.picture, ids=ids, tl0=tl0s)
    again, rest = VpxPayloadDescriptor.parse(bytes(data[packet.payload_at :]))
    assert packet.picture.id_long
    assert again.picture_id == (number + ids) % 0x8000
    assert again.tl0picidx == (tl0 + tl0s) % 256
    assert rest == bytes(9)


def test_a_short_picture_id_keeps_its_seven_bits() -> None:
    packet = read_video(_packet(bytes((0x90, 0xC0, 100, 250, 0)) + bytes(9)), NOW)
    assert packet.picture is not None
    data = bytearray(packet.data)
    shift_picture(data, packet.payload_at, packet.picture, ids=30, tl0=10)
    assert bytes(data[packet.payload_at + 2 : packet.payload_at + 4]) == bytes((2, 4))


@given(st.binary(min_size=12, max_size=80))
def test_whatever_comes_is_read_or_malformed(data: bytes) -> None:
    for audio in (True, False):
        try:
            packet = read_audio(data, Extensions(level=2)) if audio else read_video(data, NOW)
        except (Malformed, IndexError):
            continue
        assert len(packet.data) <= len(data) + 8
        assert packet.payload_at <= len(packet.data)


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [(1, 0, True), (0, 1, False), (0, 65535, True), (65535, 0, False), (5, 5, False)],
)
def test_sequence_numbers_begin_anew(one: int, other: int, newer: bool) -> None:  # noqa: FBT001 - a column
    assert is_newer(one, other) is newer


@given(st.binary(min_size=1, max_size=100), bits(0, 65535))
def test_a_retransmission_is_unwrapped_by_aiortc(payload: bytes, seq: int) -> None:
    packet = read_video(_packet(b"\x10" + payload), NOW)
    wrapped = rtp.RtpPacket.parse(
        wrap_again(packet.data, payload_at=packet.payload_at, seq=seq, ssrc=99)
    )
    assert (wrapped.ssrc, wrapped.sequence_number, wrapped.payload_type) == (99, seq, 97)
    again = rtp.unwrap_rtx(wrapped, payload_type=96, ssrc=11)
    assert again.payload == packet.payload
    assert (again.sequence_number, again.timestamp, again.marker) == (7, 9, 1)


def test_send_time_is_six_bits_of_seconds() -> None:
    assert send_time(0) == b"\0\0\0"
    assert send_time(64) == b"\0\0\0"
    assert struct.unpack("!I", b"\0" + send_time(1))[0] == 1 << 18
