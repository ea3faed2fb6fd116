"""VP8 in WebM (RFC 9559, live layout): clusters of unknown size, so a cut file still plays."""

import struct
from typing import BinaryIO

_EBML, _SEGMENT, _INFO, _TRACKS, _CLUSTER = (
    0x1A45DFA3,
    0x18538067,
    0x1549A966,
    0x1654AE6B,
    0x1F43B675,
)
#: Bytes before a key frame's first partition (RFC 6386, 9.1).
KEYFRAME_HEADER = 10
_UNKNOWN = b"\x01" + b"\xff" * 7
#: A block's time is 16 bits, signed, from its cluster's beginning; a new one at each key frame.
_LONGEST_CLUSTER = 30_000


def _element(number: int, body: bytes) -> bytes:
    size = (len(body) | 1 << 56).to_bytes(8, "big")
    return number.to_bytes((number.bit_length() + 7) // 8, "big") + size + body


def _unsigned(number: int, value: int) -> bytes:
    return _element(number, value.to_bytes(max((value.bit_length() + 7) // 8, 1), "big"))


def picture_size(keyframe: bytes) -> tuple[int, int]:
    """Width and height out of a VP8 key frame (RFC 6386, 9.1)."""
    width, height = struct.unpack_from("<HH", keyframe, 6)
    return width & 0x3FFF, height & 0x3FFF


class WebM:
    def __init__(self, file: BinaryIO, *, width: int, height: int) -> None:
        self._file = file
        self._cluster_at: int | None = None
        head = b"".join(
            (
                _unsigned(0x4286, 1),
                _unsigned(0x42F7, 1),
                _unsigned(0x42F2, 4),
                _unsigned(0x42F3, 8),
                _element(0x4282, b"webm"),
                _unsigned(0x4287, 4),
                _unsigned(0x4285, 2),
            )
        )
        info = _unsigned(0x2AD7B1, 1_000_000)
        info += _element(0x4D80, b"Congvu") + _element(0x5741, b"Congvu")
        video = _unsigned(0xB0, width) + _unsigned(0xBA, height)
        track = b"".join(
            (
                _unsigned(0xD7, 1),
                _unsigned(0x73C5, 1),
                _unsigned(0x83, 1),
                _element(0x86, b"V_VP8"),
                _element(0xE0, video),
            )
        )
        self._file.write(_element(_EBML, head))
        self._file.write(_SEGMENT.to_bytes(4, "big") + _UNKNOWN)
        self._file.write(_element(_INFO, info) + _element(_TRACKS, _element(0xAE, track)))

    def write(self, frame: bytes, *, milliseconds: int, keyframe: bool) -> None:
        at = self._cluster_at
        if at is None or keyframe or milliseconds - at > _LONGEST_CLUSTER:
            at = self._cluster_at = milliseconds
            self._file.write(_CLUSTER.to_bytes(4, "big") + _UNKNOWN + _unsigned(0xE7, at))
        head = struct.pack(">BhB", 0x81, milliseconds - at, 0x80 if keyframe else 0)
        self._file.write(_element(0xA3, head + frame))

    def close(self) -> None:
        self._file.close()
