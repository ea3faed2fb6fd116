"""RTP as bytes (RFC 3550), its header extensions (RFC 8285) and the VP8 descriptor (RFC 7741)."""

import struct
from dataclasses import dataclass

HEADER = struct.Struct("!BBHII")
#: Where seq, timestamp and SSRC lie: what differs from viewer to viewer.
PATCH = struct.Struct("!HII")
PATCH_AT = 2
#: Header and one extension word: 0xBEDE, one word, abs-send-time in its three bytes.
VIDEO_HEADER = struct.Struct("!BBHIIHHB3s")
SSRC = struct.Struct("!I")
HALF = 0x8000
#: IDs that viewers are offered; those of a publisher are what its browser chose.
SEND_TIME_ID = 3
AUDIO_TYPE, VIDEO_TYPE, RTX_TYPE = 111, 96, 97
MARKER = 0x80
_ONE_BYTE, _TWO_BYTE = 0xBEDE, 0x1000
_VERSION, _PADDING, _EXTENSION, _CSRCS = 0x80, 0x20, 0x10, 0x0F
_SILENT = 127
#: Where no level is sent, size is all there is: Opus makes short packets of silence.
_GUESSED, _SHORT = 40, 20


class Malformed(Exception):
    """Not RTP or RTCP as we take it; no peer is told."""


@dataclass(slots=True)
class Packet:
    """One packet as a publisher sent it; `data` is what viewers get, before their own header."""

    seq: int
    timestamp: int
    marker: bool
    data: bytes
    payload_at: int
    level: int = _SILENT
    picture: "Picture | None" = None

    @property
    def payload(self) -> bytes:
        return self.data[self.payload_at :]


@dataclass(slots=True)
class Picture:
    """What the VP8 descriptor says; positions are within the payload, -1 where not there."""

    size: int
    begins: bool
    keyframe: bool
    id_at: int = -1
    id_long: bool = False
    tl0_at: int = -1
    layer: int = 0


@dataclass(frozen=True, slots=True)
class Extensions:
    """IDs of the extensions that a publisher's m-line uses; 0: not negotiated."""

    mid: int = 0
    level: int = 0


def is_newer(one: int, other: int) -> bool:
    """Whether sequence number `one` comes after `other`, modulo 65,536."""
    return 0 < (one - other) & 0xFFFF < HALF


def payload_bounds(data: bytes) -> tuple[int, int, int]:
    """Return where extensions begin (0: none), and where the payload begins and ends."""
    first, size = data[0], len(data)
    if first & 0xC0 != _VERSION:
        raise Malformed("version")
    at = 12 + 4 * (first & _CSRCS)
    extensions = 0
    if first & _EXTENSION:
        if at + 4 > size:
            raise Malformed("extension")
        extensions = at
        at += 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big")
    if first & _PADDING:
        size -= data[-1] or size
    if at > size:
        raise Malformed("length")
    return extensions, at, size


def find_extension(data: bytes, at: int, end: int, wanted: int) -> bytes | None:
    """Return the value with ID `wanted` of the extension block that begins at `at`."""
    profile = int.from_bytes(data[at : at + 2], "big")
    at += 4
    while at < end:
        head = data[at]
        if head == 0:
            at += 1
            continue
        if profile == _ONE_BYTE:
            found, size = head >> 4, (head & 0x0F) + 1
            at += 1
        elif profile & 0xFFF0 == _TWO_BYTE and at + 1 < end:
            found, size = head, data[at + 1]
            at += 2
        else:
            return None
        if found == wanted:
            return data[at : at + size] if at + size <= end else None
        at += size
    return None


def read_audio(data: bytes, extensions: Extensions) -> Packet:
    """Take Opus: the level is read, all extensions are left out of what is forwarded."""
    block, at, end = payload_bounds(data)
    _, second, seq, timestamp, ssrc = HEADER.unpack_from(data)
    level = read_level(data, block, at, end, extensions)
    header = HEADER.pack(_VERSION, second & MARKER | AUDIO_TYPE, seq, timestamp, ssrc)
    return Packet(seq, timestamp, bool(second & MARKER), header + data[at:end], 12, level)


def read_level(data: bytes, block: int, at: int, end: int, extensions: Extensions) -> int:
    """Return how loud it is (RFC 6464), of a packet with these `payload_bounds`."""
    if not extensions.level:
        return _GUESSED if end - at > _SHORT else _SILENT
    value = find_extension(data, block, at, extensions.level) if block else None
    return value[0] & 0x7F if value else _SILENT


def read_video(data: bytes, send_time: bytes) -> Packet:
    """Take VP8: what is forwarded has one extension, abs-send-time, fresh for all viewers."""
    _, at, end = payload_bounds(data)
    _, second, seq, timestamp, ssrc = HEADER.unpack_from(data)
    header = VIDEO_HEADER.pack(
        _VERSION | _EXTENSION,
        second & MARKER | VIDEO_TYPE,
        seq,
        timestamp,
        ssrc,
        _ONE_BYTE,
        1,
        SEND_TIME_ID << 4 | 2,
        send_time,
    )
    picture = read_picture(data, at, end) if end > at else None
    return Packet(seq, timestamp, bool(second & MARKER), header + data[at:end], 20, picture=picture)


def read_picture(data: bytes, at: int, end: int) -> Picture:
    """Read the payload descriptor of VP8 between `at` and `end` (RFC 7741, 4.2)."""
    start = at
    first = data[at]
    at += 1
    id_at = tl0_at = -1
    id_long = False
    layer = 0
    if first & 0x80:
        flags = data[at] if at < end else 0
        at += 1
        if flags & 0x80 and at < end:
            id_at, id_long = at - start, bool(data[at] & 0x80)
            at += 2 if id_long else 1
        if flags & 0x40:
            tl0_at = at - start
            at += 1
        if flags & 0x30:
            layer = data[at] >> 6 if at < end else 0
            at += 1
    if at > end:
        raise Malformed("descriptor")
    begins = first & 0x17 == 0x10
    keyframe = begins and at < end and not data[at] & 0x01
    return Picture(at - start, begins, keyframe, id_at, id_long, tl0_at, layer)


def shift_picture(
    data: bytearray, payload_at: int, picture: Picture, *, ids: int, tl0: int
) -> None:
    """Add to picture ID and TL0PICIDX in place, each modulo its width (RFC 7741, 4.2)."""
    if picture.id_at >= 0:
        at = payload_at + picture.id_at
        if picture.id_long:
            value = (int.from_bytes(data[at : at + 2], "big") + ids) & 0x7FFF
            data[at : at + 2] = (value | 0x8000).to_bytes(2, "big")
        else:
            data[at] = (data[at] + ids) & 0x7F
    if picture.tl0_at >= 0:
        at = payload_at + picture.tl0_at
        data[at] = (data[at] + tl0) & 0xFF


def picture_numbers(packet: Packet) -> tuple[int, int]:
    """Return picture ID and TL0PICIDX of a packet, 0 where it has none."""
    picture = packet.picture
    if picture is None:
        return 0, 0
    at = packet.payload_at + picture.id_at
    number = 0
    if picture.id_at >= 0:
        wide = int.from_bytes(packet.data[at : at + 2], "big") & 0x7FFF
        number = wide if picture.id_long else packet.data[at] & 0x7F
    tl0 = packet.data[packet.payload_at + picture.tl0_at] if picture.tl0_at >= 0 else 0
    return number, tl0


def send_time(now: float) -> bytes:
    """Seconds as the 24-bit fixed point of abs-send-time (6.18)."""
    return (int(now * (1 << 18)) & 0xFFFFFF).to_bytes(3, "big")


def wrap_again(data: bytes, *, payload_at: int, seq: int, ssrc: int) -> bytes:
    """Return it as a retransmission: the old sequence number leads the payload (RFC 4588)."""
    second = data[1] & MARKER | RTX_TYPE
    old = data[2:4]
    head = data[:1] + bytes((second,)) + seq.to_bytes(2, "big") + data[4:8]
    return head + ssrc.to_bytes(4, "big") + data[12:payload_at] + old + data[payload_at:]
