"""RTCP: what is read of it, and what we write (RFC 3550, RFC 4585, draft-alvestrand-rmcat-remb)."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from meetings.media.forwarding.packets import Malformed

SENDER, RECEIVER, DESCRIPTION, GOODBYE, TRANSPORT, PAYLOAD = 200, 201, 202, 203, 205, 206
_NACK, _PLI, _FIR, _APPLICATION = 1, 1, 4, 15
_REPORT = struct.Struct("!IIIIII")
_SENDER = struct.Struct("!IQIII")
_EPOCH = 2_208_988_800  # seconds from 1900 to 1970
#: More than this of one kind in one packet is no honest peer's.
MOST = 512


@dataclass(frozen=True, slots=True)
class SenderReport:
    ssrc: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class Report:
    """How a viewer receives one of our streams; `lost` is of the last interval, 0 to 1."""

    ssrc: int
    lost: float
    highest: int
    last_sent: int
    delay: float


@dataclass(frozen=True, slots=True)
class Nack:
    ssrc: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeWanted:
    ssrc: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """REMB: what the peer thinks its line carries, in bit/s."""

    bps: int


@dataclass(frozen=True, slots=True)
class Goodbye:
    ssrcs: tuple[int, ...]


Message = SenderReport | Report | Nack | KeyframeWanted | Estimate | Goodbye


def read(data: bytes) -> Iterator[Message]:
    """Read a compound packet; raises `Malformed` where a length does not fit."""
    at = 0
    while at < len(data):
        if len(data) - at < 8 or data[at] & 0xC0 != 0x80:
            raise Malformed("rtcp")
        count, kind = data[at] & 0x1F, data[at + 1]
        end = at + 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            raise Malformed("rtcp length")
        yield from _read_one(kind, count, data[at + 4 : end])
        at = end


def _read_one(kind: int, count: int, body: bytes) -> Iterator[Message]:
    if kind == SENDER and len(body) >= _SENDER.size:
        ssrc, ntp, timestamp, _, _ = _SENDER.unpack_from(body)
        yield SenderReport(ssrc, ntp, timestamp)
        yield from _reports(body[_SENDER.size :], count)
    elif kind == RECEIVER:
        yield from _reports(body[4:], count)
    elif kind == GOODBYE:
        yield Goodbye(tuple(value for (value,) in struct.iter_unpack("!I", body[: 4 * count])))
    elif kind == TRANSPORT and count == _NACK and len(body) >= 8:
        yield Nack(int.from_bytes(body[4:8], "big"), tuple(_lost(body[8:])))
    elif kind == PAYLOAD and len(body) >= 8:
        yield from _feedback(count, body)


def _reports(body: bytes, count: int) -> Iterator[Report]:
    for at in range(0, min(len(body) // _REPORT.size, count) * _REPORT.size, _REPORT.size):
        ssrc, lost, highest, _, last, delay = _REPORT.unpack_from(body, at)
        yield Report(ssrc, (lost >> 24) / 256, highest, last, delay / 65536)


def _lost(body: bytes) -> Iterator[int]:
    for first, mask in struct.iter_unpack("!HH", body[: len(body) // 4 * 4][:MOST]):
        yield first
        for bit in range(16):
            if mask >> bit & 1:
                yield (first + bit + 1) & 0xFFFF


def _feedback(kind: int, body: bytes) -> Iterator[Message]:
    if kind == _PLI:
        yield KeyframeWanted(int.from_bytes(body[4:8], "big"))
    elif kind == _FIR:
        for ssrc, _ in struct.iter_unpack("!II", body[8 : 8 + (len(body) - 8) // 8 * 8][:MOST]):
            yield KeyframeWanted(ssrc)
    elif kind == _APPLICATION and body[8:12] == b"REMB" and len(body) >= 16:
        exponent = body[13] >> 2
        mantissa = (body[13] & 0x03) << 16 | int.from_bytes(body[14:16], "big")
        yield Estimate(min(mantissa << exponent, 1 << 40))


def ntp_of(now: float) -> int:
    """Unix seconds as an NTP time of 64 bits."""
    return int((now + _EPOCH) * (1 << 32)) & (1 << 64) - 1


def unix_of(ntp: int) -> float:
    return ntp / (1 << 32) - _EPOCH


def round_trip(report: Report, now: float) -> float | None:
    """Seconds there and back at Unix time `now`, where it answers a sender report of ours."""
    if not report.last_sent:
        return None
    passed = (ntp_of(now) >> 16 & 0xFFFFFFFF) - report.last_sent & 0xFFFFFFFF
    seconds = passed / 65536 - report.delay
    return seconds if 0 <= seconds < 60 else None


def sender_report(
    ssrc: int, *, ntp: int, timestamp: int, packets: int, octets: int, cname: bytes
) -> bytes:
    body = _SENDER.pack(ssrc, ntp, timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _pack(SENDER, 0, body) + description(ssrc, cname)


def description(ssrc: int, cname: bytes) -> bytes:
    item = b"\x01" + bytes((len(cname),)) + cname + b"\x00"
    item += bytes(-len(item) % 4)
    return _pack(DESCRIPTION, 1, ssrc.to_bytes(4, "big") + item)


@dataclass(frozen=True, slots=True)
class Reception:
    """What we report to a publisher of one of its streams."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_sent: int
    delay: int


def receiver_report(ssrc: int, receptions: Sequence[Reception]) -> bytes:
    body = ssrc.to_bytes(4, "big")
    for one in receptions[:31]:
        lost = max(min(one.lost, 0x7FFFFF), 0)
        body += _REPORT.pack(
            one.ssrc,
            one.fraction << 24 | lost,
            one.highest & 0xFFFFFFFF,
            one.jitter & 0xFFFFFFFF,
            one.last_sent & 0xFFFFFFFF,
            one.delay & 0xFFFFFFFF,
        )
    return _pack(RECEIVER, min(len(receptions), 31), body)


def nack(ssrc: int, media: int, missing: Iterable[int]) -> bytes:
    pairs: list[list[int]] = []
    for seq in missing:
        if pairs and 0 < (seq - pairs[-1][0]) & 0xFFFF <= 16:
            pairs[-1][1] |= 1 << (((seq - pairs[-1][0]) & 0xFFFF) - 1)
        else:
            pairs.append([seq, 0])
    body = struct.pack("!II", ssrc, media) + b"".join(struct.pack("!HH", *one) for one in pairs)
    return _pack(TRANSPORT, _NACK, body)


def keyframe_request(ssrc: int, media: int) -> bytes:
    return _pack(PAYLOAD, _PLI, struct.pack("!II", ssrc, media))


def estimate(ssrc: int, bps: int, medias: Sequence[int]) -> bytes:
    exponent = max(bps.bit_length() - 18, 0)
    body = struct.pack("!II", ssrc, 0) + b"REMB" + bytes((len(medias),))
    body += (exponent << 18 | bps >> exponent).to_bytes(3, "big")
    body += b"".join(struct.pack("!I", media) for media in medias)
    return _pack(PAYLOAD, _APPLICATION, body)


def _pack(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body
