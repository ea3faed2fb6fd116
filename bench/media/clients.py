"""Clients that cost little: aiortc shakes hands, then packets are sent and counted directly."""

import asyncio
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from bench.media.streams import (
    AUDIO_TYPE,
    FRAMES,
    PACKETS,
    PAYLOAD,
    SMALL_FRAMES,
    SMALL_PAYLOAD,
    VOICE_FRAMES,
    VOICE_PAYLOAD,
    Stream,
    Voice,
    microseconds,
)

_COUNTED = struct.Struct("!HII")
CONNECT_SECONDS = 30


def connection() -> RTCPeerConnection:
    return RTCPeerConnection(
        RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
    )


async def connected(pc: RTCPeerConnection) -> None:
    async with asyncio.timeout(CONNECT_SECONDS):
        while pc.connectionState != "connected":  # noqa: ASYNC110 - its events come before the state
            await asyncio.sleep(0.02)


class Publisher:
    """An UP peer connection with one video stream, or two: large and small; and maybe a voice."""

    def __init__(self, streams: int = 1, *, voice: bool = False) -> None:
        self.pc = connection()
        self.streams: list[Stream] = []
        self._last = b""
        for kind in ["video"] * streams + ["audio"] * voice:
            self.pc.addTransceiver(kind, direction="sendonly")

    @property
    def mids(self) -> list[str]:
        return [str(one.mid) for one in self.pc.getTransceivers()]

    async def connect(self, exchange: Callable[[str], Awaitable[str]]) -> None:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await exchange(self.pc.localDescription.sdp)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await connected(self.pc)
        for at, one in enumerate(self.pc.getTransceivers()):
            number = int(one._codecs[0].payloadType or 0)  # noqa: SLF001 - there is no other way
            ssrc = one.sender._ssrc  # noqa: SLF001 - the same
            if one.kind == "audio":
                voice = Voice(ssrc, number, VOICE_FRAMES, 1, VOICE_PAYLOAD)
                self.streams.append(voice)
            elif at == 0:
                self.streams.append(Stream(ssrc, number, FRAMES, PACKETS, PAYLOAD))
            else:
                self.streams.append(Stream(ssrc, number, SMALL_FRAMES, 1, SMALL_PAYLOAD))
        transport = self.pc.getTransceivers()[0].sender.transport
        self._protect: Callable[[bytes], bytes] = transport._tx_srtp.protect  # noqa: SLF001
        pair = transport.transport._connection._nominated[1]  # noqa: SLF001 - the same
        self._send: Callable[[bytes, Any], None] = pair.protocol.transport.sendto
        self.to = pair.remote_addr

    def send(self, packet: bytes) -> None:
        self._last = self._protect(packet)
        self._send(self._last, self.to)

    def send_again(self, packet: bytes) -> None:
        """Send the very datagram that was sent last; the first time, this packet."""
        if not self._last:
            self.send(packet)
        self._send(self._last, self.to)

    async def run(self, begin: float, stream: Stream) -> None:
        """Send frames at their times from `begin` on, until cancelled."""
        loop = asyncio.get_running_loop()
        first = stream.frame
        while True:
            due = begin + (stream.frame - first) / stream.frames
            await asyncio.sleep(max(due - loop.time(), 0))
            for packet in stream.make():
                self._send(self._protect(packet), self.to)


@dataclass(slots=True)
class Counted:
    """What came of one stream."""

    first: int
    highest: int
    count: int = 0
    #: Microseconds from sending to receiving, of each eighth packet.
    delays: list[int] = field(default_factory=list)


@dataclass
class Viewer:
    """A DOWN peer connection whose packets are counted by their headers, not decrypted."""

    pc: RTCPeerConnection = field(default_factory=connection)
    streams: dict[int, Counted] = field(default_factory=dict)
    packets: int = 0
    _reads_from: int = 0

    async def connect(self, offer: str) -> str:
        await self.pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        return str(self.pc.localDescription.sdp)

    async def take_over(self) -> None:
        """Read its socket ourselves from now on."""
        await connected(self.pc)
        transport = self.pc.getTransceivers()[0].receiver.transport
        self._transport = transport
        pair = transport.transport._connection._nominated[1]  # noqa: SLF001 - see above
        self._protocol, self._to = pair.protocol, pair.remote_addr
        opened = pair.protocol.transport.get_extra_info("socket")
        self._socket = socket.socket(fileno=os.dup(opened.fileno()))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        loop: Any = asyncio.get_running_loop()
        loop._remove_reader(opened.fileno())  # noqa: SLF001 - taken over from its transport
        self._reads_from = opened.fileno()
        loop._add_reader(opened.fileno(), self._read)  # noqa: SLF001

    async def close(self) -> None:
        if self._reads_from:
            loop: Any = asyncio.get_running_loop()
            loop._remove_reader(self._reads_from)  # noqa: SLF001 - see above
            self._socket.close()
        await self.pc.close()

    def begin(self) -> None:
        """Count from now on."""
        self.streams.clear()
        self.packets = 0

    def _read(self) -> None:
        receive, buffer, unpack = self._socket.recv_into, _BUFFER, _COUNTED.unpack_from
        streams = self.streams
        for _ in range(64):
            try:
                receive(buffer)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if not (128 <= buffer[0] < 192) or 192 <= buffer[1] < 224:  # noqa: PLR2004 - RFC 7983
                self._other(bytes(buffer))
                continue
            seq, timestamp, ssrc = unpack(buffer, 2)
            counted = streams.get(ssrc)
            if counted is None:
                counted = streams[ssrc] = Counted(seq, seq)
            counted.count += 1
            if (seq - counted.highest) & 0xFFFF < 0x8000:  # noqa: PLR2004 - newer
                counted.highest = seq
            self.packets += 1
            # Voices change places, and their timestamps then begin anew.
            if not counted.count & 7 and buffer[1] & 0x7F != AUDIO_TYPE:
                counted.delays.append((microseconds() - timestamp) & 0xFFFFFFFF)

    def _other(self, data: bytes) -> None:
        """Checks must be answered, or the connection is given up."""
        if data[0] < 4:  # noqa: PLR2004 - STUN
            size = 20 + int.from_bytes(data[2:4], "big")
            self._protocol.datagram_received(data[:size], self._to)

    @property
    def lost(self) -> int:
        return sum(
            ((one.highest - one.first) & 0xFFFF) + 1 - one.count for one in self.streams.values()
        )

    def report(self) -> None:
        """Send RR and REMB, as a browser does every second."""
        body = struct.pack("!I", 1)
        streams = list(self.streams.items())[:31]
        for ssrc, one in streams:
            body += struct.pack("!IIIIII", ssrc, 0, one.highest, 0, 0, 0)
        report = struct.pack("!BBH", 0x80 | len(streams), 201, len(body) // 4) + body
        remb = struct.pack("!II4sI", 1, 0, b"REMB", 0x01 << 24 | 12 << 18 | 0x3FFFF)
        remb += struct.pack("!I", streams[0][0] if streams else 0)
        report += struct.pack("!BBH", 0x8F, 206, len(remb) // 4) + remb
        self.send_rtcp(report)

    def send_rtcp(self, data: bytes) -> None:
        protect = self._transport._tx_srtp.protect_rtcp  # noqa: SLF001 - see above
        self._protocol.transport.sendto(protect(data), self._to)


def vanish(pc: RTCPeerConnection) -> None:
    """Take its sockets away without a word."""
    for transceiver in pc.getTransceivers():
        for protocol in list(transceiver.receiver.transport.transport._connection._protocols):  # noqa: SLF001 - below what a peer connection does
            protocol.transport.abort()


_BUFFER = bytearray(2048)


async def report_each_second(viewers: Sequence[Viewer]) -> None:
    while True:
        await asyncio.sleep(1)
        for viewer in viewers:
            viewer.report()
