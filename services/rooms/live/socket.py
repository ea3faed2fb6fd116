"""One WebSocket: a bounded queue out, a bounded rate in."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from meetings.models.states import SeatRole
from services.rooms.live.errors import Closing, SocketRefused

if TYPE_CHECKING:
    from services.rooms.live.identity import Identity

MOST_WAITING = 256
LONGEST_MESSAGE = 256 * 1024  # a description of a large room's media
PER_SECOND = 10.0
BURST = 60.0
#: Messages beyond the rate that are refused one by one before the socket is closed.
PATIENCE = 200


@dataclass(slots=True)
class Bucket:
    """A token bucket on the loop's own clock: it bounds machines, not officials."""

    rate: float
    burst: float
    _level: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._level, self._at = self.burst, asyncio.get_running_loop().time()

    def take(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._level = min(self.burst, self._level + (now - self._at) * self.rate)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class You:
    """Who sits at this socket, as far as it decides what is sent there."""

    connection_id: UUID
    seat_id: UUID
    person: str
    device: str
    role: SeatRole
    leads: bool
    looks_on: bool = False

    @property
    def participant(self) -> str:
        """Its name in the media."""
        return f"{self.seat_id}.{self.device}"

    def facts(self) -> dict[str, Any]:
        return {
            "connection_id": str(self.connection_id),
            "seat_id": str(self.seat_id),
            "person": self.person,
            "device": self.device,
            "role": self.role.value,
            "leads": self.leads,
            "looks_on": self.looks_on,
            "participant": self.participant,
        }


class LiveSocket:
    """Messages go out in order through one task; who does not take them is let go."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._closing: tuple[Closing, str] | None = None
        self._closed = asyncio.Event()
        self._rate = Bucket(PER_SECOND, BURST)
        self._beyond = 0
        self.identity: Identity | None = None
        self.you: You | None = None
        self.in_lobby = False
        self.seq = 0

    def send(self, message: dict[str, Any]) -> None:
        self.send_text(json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    def send_text(self, message: str) -> None:
        if self._closing is not None:
            return
        try:
            self._waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.close(Closing.SLOW, "too slow; join anew")

    def close(self, code: Closing, detail: str) -> None:
        """Close it after what already waits, or at once if it is stuck."""
        if self._closing is None:
            self._closing = (code, detail)
            self._closed.set()

    async def write(self) -> None:
        """Send what waits until the socket is closed by either side."""
        closed = asyncio.create_task(self._closed.wait())
        try:
            while self._closing is None:
                taking = asyncio.create_task(self._waiting.get())
                await asyncio.wait({taking, closed}, return_when=asyncio.FIRST_COMPLETED)
                if taking.done():
                    await self._put(taking.result(), closed)
                else:
                    taking.cancel()
            if self._closing[0] is not Closing.SLOW:
                while not self._waiting.empty():
                    await self._put(self._waiting.get_nowait(), None)
        finally:
            closed.cancel()
            await self._hang_up()

    async def _put(self, message: str, closed: asyncio.Task[bool] | None) -> None:
        """Send one; a socket that takes nothing must not hold its closing up."""
        sending = asyncio.create_task(self._websocket.send_text(message))
        waiting = {sending, closed} if closed else {sending}
        await asyncio.wait(waiting, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        if not sending.done():
            sending.cancel()
            self.close(Closing.SLOW, "too slow; join anew")
        elif sending.exception() is not None:
            self.close(Closing.DONE, "gone")

    async def _hang_up(self) -> None:
        code, detail = self._closing or (Closing.DONE, "")
        reason = detail.encode()[:120].decode(errors="ignore")  # 123 bytes (RFC 6455, 5.5)
        if self._websocket.application_state is WebSocketState.CONNECTED:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                await asyncio.wait_for(self._websocket.close(code, reason), 2)

    async def receive(self) -> dict[str, Any]:
        """Return the next message within the rate. `SocketRefused`, `WebSocketDisconnect`."""
        while True:
            message = await self._receive_one()
            if self._rate.take():
                return message
            self._beyond += 1
            if self._beyond > PATIENCE:
                raise SocketRefused(Closing.FLOOD, "too many messages")
            self.answer(message.get("id"), {"ok": False, "code": "too-fast", "detail": "wait"})

    def answer(self, to: Any, facts: dict[str, Any]) -> None:
        self.send({"type": "answer", "to": to, **facts})

    async def _receive_one(self) -> dict[str, Any]:
        raw = await self._websocket.receive()
        if raw["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(raw.get("code", 1006))
        text = raw.get("text")
        if text is None or len(text) > LONGEST_MESSAGE:
            raise SocketRefused(Closing.MALFORMED, "a text message of at most 256 KiB")
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            raise SocketRefused(Closing.MALFORMED, "not JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("do"), str):
            raise SocketRefused(Closing.MALFORMED, "an object with `do`")
        if not isinstance(message.get("id"), int | str | None):
            raise SocketRefused(Closing.MALFORMED, "`id` is a number or a text")
        return message
