"""Packets that are made, not encoded: headers are true, and what is in them is nothing."""

import struct
import time
from dataclasses import dataclass

FRAMES = 30  # a second
PACKETS = 5  # of a frame: 150 packets/s
PAYLOAD = 1180
SMALL_FRAMES, SMALL_PAYLOAD = 15, 1150
VOICE_FRAMES, VOICE_PAYLOAD = 50, 80
AUDIO_TYPE = 111
_KEYFRAME_EVERY = 30
_LEVEL_ID, _SEND_TIME_ID = 2, 3
_HEADER = struct.Struct("!BBHIIHHI")
_OPUS = b"\xf8"  # 20 ms, one channel (RFC 6716, 3.1)


def microseconds() -> int:
    return time.monotonic_ns() // 1000 & 0xFFFFFFFF


@dataclass(slots=True)
class Stream:
    """Frames of one encoder; a packet's timestamp is when it was sent, in microseconds."""

    ssrc: int
    payload_type: int
    frames: int
    packets: int
    payload: int
    seq: int = 1000
    frame: int = 0
    sent: int = 0

    def make(self) -> list[bytes]:
        """The packets of the next frame."""
        made = []
        keyframe = self.frame % _KEYFRAME_EVERY == 0
        for at in range(self.packets):
            marker = 0x80 if at == self.packets - 1 else 0
            header = self.header(marker, (_SEND_TIME_ID << 4 | 2) << 24)
            begins = 0x10 if at == 0 else 0
            number = (self.frame & 0x7FFF | 0x8000).to_bytes(2, "big")
            descriptor = bytes((0x80 | begins, 0x80)) + number
            first = b"\x00" if keyframe else b"\x01"
            made.append(header + descriptor + first + bytes(self.payload - 5))
        self.frame += 1
        return made

    def header(self, marker: int, extension: int) -> bytes:
        """With one extension word of the one-byte kind (RFC 8285, 4.2)."""
        second = marker | self.payload_type
        header = _HEADER.pack(
            0x90, second, self.seq, microseconds(), self.ssrc, 0xBEDE, 1, extension
        )
        self.seq = (self.seq + 1) & 0xFFFF
        self.sent += 1
        return header


@dataclass(slots=True)
class Voice(Stream):
    """Frames of 20 ms, of somebody who speaks or is silent."""

    loud: bool = True

    def make(self) -> list[bytes]:
        level = 20 if self.loud else 127
        self.frame += 1
        header = self.header(0, (_LEVEL_ID << 4) << 24 | level << 16)
        return [header + _OPUS + bytes(self.payload - 1)]
