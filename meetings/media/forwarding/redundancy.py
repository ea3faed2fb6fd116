"""RED (RFC 2198): each packet of a voice carries the one before once more.

What the publisher's line lost is taken out of the next packet and forwarded as what it was, so
viewers need to know nothing of it.
"""

from meetings.media.forwarding.packets import (
    AUDIO_TYPE,
    HEADER,
    Extensions,
    Malformed,
    Packet,
    payload_bounds,
    read_level,
)

_VERSION, _MARKER = 0x80, 0x80
_MORE = 0x80
_SHORT_HEADER, _LONG_HEADER = 1, 4


def read_redundant(data: bytes, extensions: Extensions, *, missing: int) -> list[Packet]:
    """Return the packet, and before it those of the `missing` before it that it carries."""
    block, at, end = payload_bounds(data)
    _, second, seq, timestamp, ssrc = HEADER.unpack_from(data)
    level = read_level(data, block, at, end, extensions)
    earlier: list[tuple[int, int]] = []
    while at < end and data[at] & _MORE:
        word = int.from_bytes(data[at : at + _LONG_HEADER], "big")
        earlier.append((word >> 10 & 0x3FFF, word & 0x3FF))
        at += _LONG_HEADER
    at += _SHORT_HEADER
    found = []
    for back, (offset, size) in zip(range(len(earlier), 0, -1), earlier, strict=True):
        if at + size > end:
            raise Malformed("redundancy")
        if size and back <= missing:
            number, moment = (seq - back) & 0xFFFF, (timestamp - offset) & 0xFFFFFFFF
            header = HEADER.pack(_VERSION, AUDIO_TYPE, number, moment, ssrc)
            found.append(Packet(number, moment, False, header + data[at : at + size], 12, level))  # noqa: FBT003 - no marker
        at += size
    if at > end:
        raise Malformed("redundancy")
    header = HEADER.pack(_VERSION, second & _MARKER | AUDIO_TYPE, seq, timestamp, ssrc)
    marker = bool(second & _MARKER)
    return [*found, Packet(seq, timestamp, marker, header + data[at:end], 12, level)]
