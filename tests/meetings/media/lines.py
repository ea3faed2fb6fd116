"""A viewer's line without handshake: real outbox, real SRTP, a real socket at the other end."""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pylibsrtp import Policy, Session

from meetings.media.forwarding.native import Address, context_of
from meetings.media.forwarding.outbox import Outbox, Route
from meetings.media.forwarding.sources import Bursts, VideoSource
from meetings.media.shapes import Purpose, Source

SSRC, TYPE = 77, 96
#: What sources hold back; sent when a line is asked what came.
BURSTS = Bursts()


@dataclass(frozen=True)
class Came:
    """An RTP packet that came out at the viewer's end, decrypted."""

    data: bytes

    @property
    def seq(self) -> int:
        return int.from_bytes(self.data[2:4], "big")

    @property
    def timestamp(self) -> int:
        return int.from_bytes(self.data[4:8], "big")

    @property
    def ssrc(self) -> int:
        return int.from_bytes(self.data[8:12], "big")

    @property
    def payload(self) -> bytes:
        return self.data[20:] if self.data[0] & 0x10 else self.data[12:]

    @property
    def picture_id(self) -> int:
        return int.from_bytes(self.payload[2:4], "big") & 0x7FFF

    @property
    def tl0(self) -> int:
        return self.payload[4]

    @property
    def mark(self) -> int:
        """The number that `frame_packet` was given, to tell packets apart."""
        return int.from_bytes(self.payload[7:11], "big")


class Line:
    def __init__(self) -> None:
        self._sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._receiving = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._receiving.bind(("127.0.0.1", 0))
        self._receiving.settimeout(0)
        key = os.urandom(28)
        profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        policies = [
            Policy(key=key, ssrc_type=kind, srtp_profile=profile)
            for kind in (Policy.SSRC_ANY_OUTBOUND, Policy.SSRC_ANY_INBOUND)
        ]
        for policy in policies:
            policy.window_size, policy.allow_repeat_tx = 1024, True
        self._out, self._in = map(Session, policies)
        self.outbox = Outbox(self._sending.fileno(), name_size=16, segmenting=True)
        port = self._receiving.getsockname()[1]
        raw = struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + b"\x7f\0\0\x01"
        self.route = Route(self.outbox, Address(raw + bytes(8)), context_of(self._out), self._out)

    def came(self) -> list[Came]:
        """What has come since the last call, in order."""
        BURSTS.send()
        self.outbox.flush()
        found: list[Came] = []
        while True:
            try:
                data = self._receiving.recv(2048)
            except BlockingIOError:
                return found
            found.append(Came(self._in.unprotect(data)))

    def datagrams(self) -> list[bytes]:
        """The same, still encrypted."""
        BURSTS.send()
        self.outbox.flush()
        found: list[bytes] = []
        while True:
            try:
                found.append(self._receiving.recv(2048))
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._sending.close()
        self._receiving.close()


@contextmanager
def line() -> Iterator[Line]:
    opened = Line()
    try:
        yield opened
    finally:
        opened.close()


def frame_packet(
    seq: int,
    timestamp: int,
    *,
    key: bool = False,
    picture: int = 0,
    tl0: int = 0,
    mark: int = 0,
) -> bytes:
    """A packet of VP8 as a browser sends it, with picture ID, TL0PICIDX and a layer."""
    header = struct.pack("!BBHII", 0x80, 0x80 | TYPE, seq, timestamp, SSRC)
    descriptor = struct.pack("!BBHBB", 0x90, 0xE0, picture | 0x8000, tl0, 0x20)
    return header + descriptor + bytes((0 if key else 1,)) + mark.to_bytes(4, "big") + bytes(30)


def video_source(name: str) -> VideoSource:
    """A source that may be forwarded, whose requests for key frames are kept in `asked`."""
    source = VideoSource(
        Source(name, Purpose.CAMERA), SSRC, request_keyframe=lambda _: None, bursts=BURSTS
    )
    source.allowed = True
    return source
