"""A bad line between peers and the engine: a relay of datagrams that loses some, or all of them."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

Address = tuple[str, int]
Take = Callable[[bytes, Address], None]
_CANDIDATE = re.compile(r"(a=candidate:\S+ \d+ udp \d+) (\S+) (\d+) typ host")


class Line:
    """Peers reach the engine by descriptions that went through `bend`.

    `loss` is the share of datagrams that is lost in each direction; nothing passes while `is_cut`.
    """

    def __init__(self, *, chance: random.Random) -> None:
        self.loss = 0.0
        self.is_cut = False
        self.lost = self.passed = 0
        self._chance = chance
        self._engine: Address | None = None
        self._inner: asyncio.DatagramTransport
        self._outer: dict[Address, asyncio.DatagramTransport] = {}

    def bend(self, sdp: str) -> str:
        """The description with our address in place of the engine's, which is remembered."""
        found = _CANDIDATE.search(sdp)
        if found is None:
            return sdp
        self._engine = (found[2], int(found[3]))
        host, port = self._inner.get_extra_info("sockname")[:2]
        return _CANDIDATE.sub(rf"\1 {host} {port} typ host", sdp)

    async def open(self, host: str) -> None:
        loop = asyncio.get_running_loop()
        self._inner, _ = await loop.create_datagram_endpoint(
            lambda: _End(self._towards_engine), local_addr=(host, 0)
        )

    def close(self) -> None:
        for transport in (self._inner, *self._outer.values()):
            transport.close()

    def _lets_through(self) -> bool:
        if self.is_cut or self._chance.random() < self.loss:
            self.lost += 1
            return False
        self.passed += 1
        return True

    def _towards_engine(self, data: bytes, peer: Address) -> None:
        known = self._outer.get(peer)
        if not self._lets_through():
            return
        if known is not None:
            known.sendto(data)
        elif self._engine is not None:
            asyncio.ensure_future(self._connect(data, peer))  # noqa: RUF006 - it is done at once

    async def _connect(self, data: bytes, peer: Address) -> None:
        """Each peer has an address of its own towards the engine."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _End(lambda said, _: self._towards_peer(said, peer)), remote_addr=self._engine
        )
        former = self._outer.setdefault(peer, transport)
        if former is not transport:
            transport.close()
        former.sendto(data)

    def _towards_peer(self, data: bytes, peer: Address) -> None:
        if self._lets_through():
            self._inner.sendto(data, peer)


class _End(asyncio.DatagramProtocol):
    def __init__(self, take: Take) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._take(data, addr)


@asynccontextmanager
async def bad_line(host: str, *, chance: random.Random) -> AsyncIterator[Line]:
    line = Line(chance=chance)
    await line.open(host)
    try:
        yield line
    finally:
        line.close()
