"""One Janus: a WebSocket, a session on it that is opened again when lost, and its handles."""

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from meetings.media.errors import MediaUnavailable

PLUGIN = "janus.plugin.videoroom"
CALL_SECONDS = 10
#: Janus ends a session that is silent for 60 s (session_timeout).
KEEP_ALIVE_SECONDS = 20
PAUSES = (0.1, 0.5, 2.0, 5.0)
LARGEST = 1024 * 1024

#: Requests to which Janus says nothing more than that it got them.
_ACKNOWLEDGED = frozenset({"keepalive", "trickle"})

Message = dict[str, Any]
Hear = Callable[[Message], None]
log = logging.getLogger(__name__)


class JanusRefused(MediaUnavailable):
    """Janus answered with an error; `code` is its number."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class JanusServer:
    """`lost` is called when the session is gone with all its handles."""

    def __init__(
        self,
        url: str,
        secret: SecretStr | None,
        *,
        lost: Callable[[], None],
    ) -> None:
        self.url = url
        #: What Janus says of itself.
        self.info: Message = {}
        self._secret = {"apisecret": secret.get_secret_value()} if secret else {}
        self._lost = lost
        self._socket: ClientConnection | None = None
        self._session = 0
        self._waiting: dict[str, tuple[asyncio.Future[Message], Callable[[Message], bool]]] = {}
        self._handles: dict[int, Hear] = {}
        self._keeping: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        return bool(self._session)

    async def start(self) -> None:
        """Open a session, and keep one from then on. Raises `MediaUnavailable`."""
        reading = await self._open()
        self._keeping = asyncio.create_task(self._keep(reading))

    async def aclose(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
        if self.is_up:
            with contextlib.suppress(MediaUnavailable):
                await self._ask({"janus": "destroy"})
        await self._disconnect()

    # -- handles ---------------------------------------------------------------------------------

    async def attach(self, hear: Hear) -> int:
        """Return a handle of VideoRoom; `hear` gets what is said on it unasked."""
        attached = await self._ask({"janus": "attach", "plugin": PLUGIN})
        handle = int(attached["data"]["id"])
        self._handles[handle] = hear
        return handle

    async def detach(self, handle: int) -> None:
        """End what the handle carries; does nothing where it is gone with its session."""
        if self._handles.pop(handle, None) is not None and self.is_up:
            with contextlib.suppress(MediaUnavailable):
                await self._ask({"janus": "detach", "handle_id": handle})

    async def say(
        self, handle: int, body: Message, *, sdp: tuple[str, str] | None = None, until: str = ""
    ) -> tuple[Message, str]:
        """Return what VideoRoom answers, and the SDP that comes with it.

        `sdp` is kind and text; `until` names what the answer has, where others may come before it.
        """
        message: Message = {"janus": "message", "handle_id": handle, "body": body}
        if sdp is not None:
            message["jsep"] = {"type": sdp[0], "sdp": sdp[1]}
        answer = await self._ask(message, until=until)
        said = data_of(answer)
        if "error_code" in said:
            raise JanusRefused(int(said["error_code"]), str(said.get("error")))
        return said, sdp_of(answer)

    async def trickle(self, handle: int, candidate: str) -> None:
        told = {"candidate": candidate, "sdpMLineIndex": 0} if candidate else {"completed": True}
        await self._ask({"janus": "trickle", "handle_id": handle, "candidate": told})

    # -- the session -----------------------------------------------------------------------------

    async def _ask(self, message: Message, *, until: str = "") -> Message:
        socket = self._socket
        if socket is None:
            raise MediaUnavailable(self.url)
        number = secrets.token_hex(8)
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future, partial(_is_answer, str(message["janus"]), until)
        told = {**message, **self._secret, "transaction": number}
        if self._session:
            told["session_id"] = self._session
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await socket.send(json.dumps(told))
                answer = await future
        except (TimeoutError, OSError, WebSocketException) as error:
            raise MediaUnavailable(self.url) from error
        finally:
            del self._waiting[number]
        if answer.get("janus") == "error":
            raise JanusRefused(int(answer["error"]["code"]), str(answer["error"]["reason"]))
        return answer

    async def _open(self) -> asyncio.Task[None]:
        """Connect; return the task that reads, which ends with the connection."""
        try:
            self._socket = await connect(
                self.url,
                subprotocols=[Subprotocol("janus-protocol")],
                max_size=LARGEST,
                open_timeout=CALL_SECONDS,
                proxy=None,
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise MediaUnavailable(self.url) from error
        reading = asyncio.create_task(self._read(self._socket))
        try:
            self.info = await self._ask({"janus": "info"})
            created = await self._ask({"janus": "create"})
        except MediaUnavailable:
            await self._disconnect()
            await reading
            raise
        self._session = int(created["data"]["id"])
        return reading

    async def _disconnect(self) -> None:
        socket, self._socket, self._session = self._socket, None, 0
        self._handles.clear()
        for future, _ in self._waiting.values():
            if not future.done():
                future.set_exception(OSError("Janus is gone"))
        if socket is not None:
            await socket.close()

    async def _keep(self, reading: asyncio.Task[None]) -> None:
        while True:
            while not reading.done():
                await asyncio.wait([reading], timeout=KEEP_ALIVE_SECONDS)
                with contextlib.suppress(MediaUnavailable):
                    await self._ask({"janus": "keepalive"})
            await self._disconnect()
            log.warning("Janus at %s is gone", self.url)
            self._lost()
            reading = await self._open_again()
            log.warning("Janus at %s is back", self.url)

    async def _open_again(self) -> asyncio.Task[None]:
        pauses = iter(PAUSES)
        while True:
            await asyncio.sleep(next(pauses, PAUSES[-1]))
            with contextlib.suppress(MediaUnavailable):
                return await self._open()

    async def _read(self, socket: ClientConnection) -> None:
        """Hand on what Janus says, until it says nothing more or ends the session."""
        with contextlib.suppress(WebSocketException):
            async for said in socket:
                message: Message = json.loads(said)
                if message.get("janus") == "timeout":
                    await socket.close()
                    return
                try:
                    self._take(message)
                except Exception:
                    # One odd message must not end what all others are about.
                    log.exception("what Janus said was not understood")

    def _take(self, message: Message) -> None:
        future, ends = self._waiting.get(str(message.get("transaction")), (None, _never))
        if future is not None and not future.done() and ends(message):
            future.set_result(message)
            return
        hear = self._handles.get(int(message.get("sender", 0)))
        if hear is not None and message.get("janus") != "ack":
            hear(message)


def _is_answer(asked: str, until: str, message: Message) -> bool:
    """Tell the answer from what comes before it: most requests are acknowledged first."""
    kind, data = message.get("janus"), data_of(message)
    if kind == "ack":
        return asked in _ACKNOWLEDGED
    return not until or until in data or "error_code" in data or kind == "error"


def _never(_message: Message) -> bool:
    return False


def data_of(message: Message) -> Message:
    """What VideoRoom says in a message of Janus."""
    data = message.get("plugindata", {}).get("data", {})
    return data if isinstance(data, dict) else {}


def sdp_of(message: Message) -> str:
    return str(message.get("jsep", {}).get("sdp", ""))
