"""One peer connection below the media: address, DTLS handshake, SRTP in both directions."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any, Protocol

from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)

from meetings.media.forwarding import ice, native
from meetings.media.forwarding.native import Address
from meetings.media.forwarding.outbox import Route
from meetings.media.forwarding.packets import SSRC, Malformed
from meetings.media.forwarding.sockets import MediaSocket

ADDRESSES = 8
SSRCS = 96
#: A browser sends about 500; what is beyond is dropped before it is decrypted.
PACKETS_PER_SECOND = 6000
#: Seconds for which an address belongs to whoever was last heard from it.
HEARD_SECONDS = 10
_RTCP, _AFTER_RTCP = 192, 224


class Listener(Protocol):
    """What is above a transport: an uplink or a downlink."""

    def connected(self) -> None: ...

    def lost(self) -> None: ...

    def rerouted(self) -> None: ...

    def renamed(self, old: str, new: str) -> None: ...

    def take_rtp(self, data: bytes, ssrc: int, now: float, /) -> None: ...

    def take_rtcp(self, data: bytes, now: float) -> None: ...


class Dtls(RTCDtlsTransport):
    """aiortc's, with the fastest SRTP profile first; media does not pass through it."""

    def __init__(self, lite: ice.IceLite, certificate: RTCCertificate) -> None:
        super().__init__(lite, [certificate])  # type: ignore[arg-type] # all of a transport it uses
        others = [one for one in SRTP_PROFILES if one is not SRTP_AEAD_AES_128_GCM]
        self._srtp_profiles = [SRTP_AEAD_AES_128_GCM, *others]
        # The server of the two chooses the profile.
        self._set_role("server")

    @property
    def contexts(self) -> tuple[Any, Any]:
        """SRTP of what comes and of what leaves."""
        return native.context_of(self._rx_srtp), native.context_of(self._tx_srtp)


class Transport:
    """Bounded in everything that a peer could make grow: addresses, SSRCs, packets a second."""

    def __init__(self, certificate: RTCCertificate, listener: Listener) -> None:
        self.ice = ice.IceLite(self._send_handshake)
        self._dtls = Dtls(self.ice, certificate)
        self._listener = listener
        self._addresses: dict[bytes, tuple[MediaSocket, Address]] = {}
        self._chosen: tuple[MediaSocket, Address] | None = None
        self._receiving: Any = None
        self._length = native.new_length()
        self._ssrcs: set[int] = set()
        self._budget = PACKETS_PER_SECOND
        self._starting: asyncio.Task[None] | None = None
        self.route: Route | None = None
        self.heard_at = asyncio.get_running_loop().time()
        self.media_at = self.heard_at
        self.packets = self.octets = self.refused = 0
        self.closed = False

    @property
    def is_heard(self) -> bool:
        return asyncio.get_running_loop().time() - self.heard_at < HEARD_SECONDS

    @property
    def fingerprints(self) -> Sequence[RTCDtlsFingerprint]:
        return self._dtls.getLocalParameters().fingerprints

    def start(self, fingerprints: Sequence[RTCDtlsFingerprint]) -> None:
        """Accept the handshake of a peer with this certificate; a second call does nothing."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._handshake(list(fingerprints)))

    async def _handshake(self, fingerprints: list[RTCDtlsFingerprint]) -> None:
        await self._dtls.start(RTCDtlsParameters(fingerprints=fingerprints))
        if self._dtls.state != "connected" or self._chosen is None:
            self._listener.lost()
            return
        self._dtls.on("statechange", self._changed)
        self._receiving, _ = self._dtls.contexts
        self._reroute()
        self._listener.connected()

    def _changed(self) -> None:
        if self._dtls.state in {"closed", "failed"} and not self.closed:
            self._listener.lost()

    def renew_credentials(self) -> None:
        """Let the browser restart ICE; the handshake and its keys stay."""
        old = self.ice.username
        self.ice.renew()
        self._listener.renamed(old, self.ice.username)

    def take_check(self, data: bytes, through: MediaSocket, raw: bytes, now: float) -> None:
        """Answer an ICE check, and send to where it comes from if it nominates."""
        known = self._addresses.get(raw)
        address = known[1] if known else Address(raw)
        answered = ice.answer(data, password=self.ice.password, source=address.host_and_port)
        if answered is None or not through.bind_peer(raw, self):
            self.refused += 1
            return
        response, nominates = answered
        self.heard_at = now
        if known is None:
            self._remember(raw, through, address)
        through.send(response, address)
        if (nominates or self._chosen is None) and self._chosen != (through, address):
            self._chosen = (through, address)
            self._reroute()

    def _remember(self, raw: bytes, through: MediaSocket, address: Address) -> None:
        for old, (opened, kept) in list(self._addresses.items()):
            if len(self._addresses) < ADDRESSES:
                break
            if self._chosen is None or kept is not self._chosen[1]:
                opened.forget_peer(old, self)
                del self._addresses[old]
        self._addresses[raw] = (through, address)

    def _reroute(self) -> None:
        if self._receiving is not None and self._chosen is not None:
            opened, address = self._chosen
            self.route = Route(opened.outbox, address, self._dtls.contexts[1], self._dtls)
            self._listener.rerouted()

    def take_handshake(self, data: bytes, now: float) -> None:
        self.heard_at = now
        self.ice.hand_in(data)

    def take_media(
        self, memory: bytearray, begin: int, pointer: Any, size: int, now: float
    ) -> None:
        """Decrypt in place and pass on. Every packet of everybody comes through here."""
        if self._receiving is None or self._budget <= 0:
            self.refused += 1
            return
        self._budget -= 1
        control = _RTCP <= memory[begin + 1] < _AFTER_RTCP
        (ssrc,) = SSRC.unpack_from(memory, begin + (4 if control else 8))
        # Each SSRC costs libsrtp memory, so their number is bounded before it sees them.
        if ssrc not in self._ssrcs and len(self._ssrcs) >= SSRCS:
            self.refused += 1
            return
        length = self._length
        length[0] = size
        decrypt = native.unprotect_rtcp if control else native.unprotect
        if decrypt(self._receiving, pointer, length):
            self.refused += 1
            return
        self._ssrcs.add(ssrc)
        self.heard_at = self.media_at = now
        self.packets += 1
        self.octets += size
        data = bytes(memory[begin : begin + length[0]])
        try:
            if control:
                self._listener.take_rtcp(data, now)
            else:
                self._listener.take_rtp(data, ssrc, now)
        except (Malformed, IndexError, ValueError):
            self.refused += 1

    def send_rtcp(self, data: bytes) -> None:
        if self.route is not None:
            self.route.outbox.put(data, self.route, control=True)

    def renew_budget(self) -> None:
        """Once a second."""
        self._budget = PACKETS_PER_SECOND

    def _send_handshake(self, data: bytes) -> None:
        if self._chosen is not None:
            opened, address = self._chosen
            opened.send(data, address)

    async def aclose(self) -> None:
        """Say goodbye, and let go of the addresses."""
        self.closed = True
        self.route = self._receiving = None
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._starting
        await self._dtls.stop()
        self.ice.close()
        for raw, (opened, _) in self._addresses.items():
            opened.forget_peer(raw, self)
        self._addresses.clear()
