"""The UDP sockets of an engine: one for each local address, shared by all connections."""

import asyncio
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import ifaddr

from meetings.media.forwarding.ice import username_in
from meetings.media.forwarding.native import (
    LARGEST,
    MESSAGE_WORDS,
    NAME_SIZE,
    ROOM,
    SIZE_WORD,
    Address,
    Datagrams,
    can_segment,
)
from meetings.media.forwarding.outbox import Outbox
from meetings.media.forwarding.packets import HEADER

BATCH = 64
#: Batches for one turn of the loop, so that control calls have their turn as well.
TURNS = 4
_BUFFER = 8 * 1024 * 1024
_CHECKS_PER_SECOND = 1000
# First bytes of what shares a port (RFC 7983).
_AFTER_STUN, _DTLS, _AFTER_DTLS, _RTP, _AFTER_RTP = 4, 20, 64, 128, 192
_LINK_LOCAL = ("169.254.", "fe80:")


class Peer(Protocol):
    """A connection, as the socket knows it."""

    @property
    def is_heard(self) -> bool: ...

    def take_media(
        self, memory: bytearray, begin: int, pointer: Any, size: int, now: float
    ) -> None: ...

    def take_handshake(self, data: bytes, now: float) -> None: ...

    def take_check(self, data: bytes, through: "MediaSocket", raw: bytes, now: float) -> None: ...


class MediaSocket:
    """Gives each datagram to the connection that its address belongs to."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        checked: Callable[[str], Peer | None],
        drained: Callable[[], None],
    ) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)  # noqa: FBT003 - the name of the call says it
        _enlarge(self._socket)
        self._socket.bind((host, port))
        self.host, self.port = self._socket.getsockname()[:2]
        self.outbox = Outbox(
            self._socket.fileno(),
            name_size=NAME_SIZE[family],
            segmenting=can_segment(self._socket),
        )
        self._inbox = Datagrams(BATCH)
        self._inbox.expect_names(NAME_SIZE[family])
        self._name_size = NAME_SIZE[family]
        self._checked, self._drained = checked, drained
        self._peers: dict[bytes, Peer] = {}
        self._checks = _CHECKS_PER_SECOND
        self.refused = 0
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._drain)

    @property
    def addresses(self) -> int:
        return len(self._peers)

    def bind_peer(self, raw: bytes, transport: Peer) -> bool:
        """Let an address be a connection's; not while it serves another one that is alive."""
        owner = self._peers.get(raw)
        if owner is not None and owner is not transport and owner.is_heard:
            return False
        self._peers[raw] = transport
        return True

    def forget_peer(self, raw: bytes, transport: Peer) -> None:
        if self._peers.get(raw) is transport:
            del self._peers[raw]

    def send(self, data: bytes, address: Address) -> None:
        """Send what is no media: checks and handshakes."""
        try:
            self._socket.sendto(data, address.host_and_port)
        except OSError:
            self.outbox.dropped += 1

    def renew_budget(self) -> None:
        """Once a second."""
        self._checks = _CHECKS_PER_SECOND

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def _drain(self) -> None:
        """Take what has come; what it causes to be sent leaves at the end."""
        inbox, peers, size_of_name = self._inbox, self._peers, self._name_size
        memory, names, pointers = inbox.memory, inbox.names, inbox.pointers
        headers = inbox.headers
        for _ in range(TURNS):
            count = inbox.receive(self._socket.fileno())
            now = time.monotonic()
            for at in range(count):
                word, begin = MESSAGE_WORDS * at, at * ROOM
                size = headers[word + SIZE_WORD] & 0xFFFFFFFF
                # One that was cut off has LARGEST and more.
                if not HEADER.size <= size <= LARGEST:
                    self.refused += 1
                    continue
                raw = bytes(names[32 * at : 32 * at + size_of_name])
                peer = peers.get(raw)
                if peer is not None and _RTP <= memory[begin] < _AFTER_RTP:
                    peer.take_media(memory, begin, pointers[at], size, now)
                else:
                    self._take_other(bytes(memory[begin : begin + size]), raw, peer, now)
            if count < BATCH:
                break
        self._drained()

    def _take_other(self, data: bytes, raw: bytes, peer: Peer | None, now: float) -> None:
        first = data[0]
        if _DTLS <= first < _AFTER_DTLS and peer is not None:
            peer.take_handshake(data, now)
        elif first < _AFTER_STUN and self._checks > 0:
            self._checks -= 1
            username = username_in(data)
            asked = self._checked(username) if username else None
            if asked is not None:
                asked.take_check(data, self, raw, now)
            else:
                self.refused += 1
        else:
            self.refused += 1


def _enlarge(opened: socket.socket) -> None:
    """Ask for large buffers, past the system's limit where we may."""
    forced = {socket.SO_RCVBUF: 33, socket.SO_SNDBUF: 32}  # SO_RCVBUFFORCE, SO_SNDBUFFORCE
    for ordinary, forcing in forced.items():
        try:
            opened.setsockopt(socket.SOL_SOCKET, forcing, _BUFFER)
        except OSError:
            opened.setsockopt(socket.SOL_SOCKET, ordinary, _BUFFER)


def local_hosts() -> Sequence[str]:
    """Addresses of this machine under which others may reach it; its own where it has no other."""
    found = [
        ip.ip if isinstance(ip.ip, str) else ip.ip[0]
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    ]
    usable = [
        host
        for host in found
        if host not in {"127.0.0.1", "::1"} and not host.startswith(_LINK_LOCAL)
    ]
    return usable or ["127.0.0.1"]
