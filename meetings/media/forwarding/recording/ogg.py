"""Opus in Ogg (RFC 3533, RFC 7845)."""

import secrets
import struct
from typing import BinaryIO

_RATE = 48_000
_PAGE = struct.Struct("<4sBBqIIIB")
_POLYNOMIAL = 0x04C11DB7
#: Samples at 48 kHz by configuration number of the TOC byte (RFC 6716, 3.1).
_FRAME = (*(480, 960, 1920, 2880) * 3, *(480, 960) * 2, *(120, 240, 480, 960) * 4)


def _table() -> tuple[int, ...]:
    made = []
    for value in range(256):
        rest = value << 24
        for _ in range(8):
            rest = (rest << 1 ^ (_POLYNOMIAL if rest & 0x80000000 else 0)) & 0xFFFFFFFF
        made.append(rest)
    return tuple(made)


_CRC = _table()


def checksum(page: bytes) -> int:
    """The CRC of an Ogg page, whose checksum field is zero."""
    value = 0
    for byte in page:
        value = (value << 8 ^ _CRC[value >> 24 ^ byte]) & 0xFFFFFFFF
    return value


def samples_in(packet: bytes) -> int:
    """How many samples at 48 kHz an Opus packet has."""
    if not packet:
        return 0
    frame, code = _FRAME[packet[0] >> 3], packet[0] & 3
    if code == 0:
        return frame
    if code < 3:
        return 2 * frame
    return frame * (packet[1] & 0x3F) if len(packet) > 1 else 0


class OggOpus:
    """One packet a page: a file that is cut off is whole up to its last page."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._serial = secrets.randbits(32)
        self._number = 0
        self._granule = 0
        head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 2, 0, _RATE, 0, 0)
        vendor = b"Congvu"
        tags = struct.pack("<8sI", b"OpusTags", len(vendor)) + vendor + bytes(4)
        self._page(head, flags=2)
        self._page(tags, flags=0)

    def write(self, packet: bytes, *, timestamp: int) -> None:
        """Write what begins `timestamp` samples after the beginning; gaps are left to players."""
        self._granule = max(timestamp, self._granule) + samples_in(packet)
        self._page(packet, flags=0)

    def close(self) -> None:
        self._page(b"", flags=4)
        self._file.close()

    def _page(self, packet: bytes, *, flags: int) -> None:
        # The last page has no packet at all, which is not the same as an empty one.
        sizes = bytes((255,)) * (len(packet) // 255) + bytes((len(packet) % 255,))
        lacing = sizes if packet else b""
        header = _PAGE.pack(
            b"OggS", 0, flags, self._granule, self._serial, self._number, 0, len(lacing)
        )
        page = header + lacing + packet
        self._file.write(page[:22] + checksum(page).to_bytes(4, "little") + page[26:])
        self._number += 1
