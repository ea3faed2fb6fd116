"""An engine behind a socket: calls of clients who know the secret, and events to all of them."""

import asyncio
import contextlib
import hmac
import logging
from typing import Any

from pydantic import ValidationError

from meetings.media.errors import MediaError
from meetings.media.forwarding.engine import ForwardingEngine
from meetings.media.forwarding.health import examine
from meetings.media.wire import ARGUMENTS, HEALTH, LARGEST, WireBroken, pack, read

CLIENTS = 16
#: Calls of one client that are being worked on.
AT_ONCE = 64
#: Bytes that wait for a client that does not read; beyond, it is let go.
UNREAD = 8 * 1024 * 1024
SECRET_SECONDS = 5

log = logging.getLogger(__name__)


class ControlServer:
    def __init__(self, engine: ForwardingEngine, secret: str) -> None:
        self._engine, self._secret = engine, secret
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._telling: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port."""
        self._server = await asyncio.start_server(self._serve, host, port, limit=LARGEST)
        self._telling = asyncio.create_task(self._tell())
        return int(self._server.sockets[0].getsockname()[1])

    async def aclose(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            writer.close()

    async def _tell(self) -> None:
        async for event in self._engine.events():
            line = pack({"event": event})
            for writer in list(self._writers):
                self._write(writer, line)

    def _write(self, writer: asyncio.StreamWriter, line: bytes) -> None:
        if writer.transport.get_write_buffer_size() > UNREAD:
            log.warning("a client of the media process does not read; it is let go")
            writer.transport.abort()
            self._writers.discard(writer)
            return
        writer.write(line)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls: set[asyncio.Task[None]] = set()
        try:
            await self._admit(reader, writer)
            room = asyncio.Semaphore(AT_ONCE)
            while True:
                message = await read(reader)
                await room.acquire()
                task = asyncio.create_task(self._answer(message, writer))
                calls.add(task)
                task.add_done_callback(calls.discard)
                task.add_done_callback(lambda _: room.release())
        except (WireBroken, TimeoutError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(SECRET_SECONDS):
            said = (await read(reader)).get("secret")
        if len(self._writers) >= CLIENTS or not isinstance(said, str):
            raise WireBroken
        if not hmac.compare_digest(said.encode(), self._secret.encode()):
            raise WireBroken
        self._writers.add(writer)
        writer.write(pack({"rooms": sorted(self._engine.rooms)}))

    async def _answer(self, message: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        answer: dict[str, Any] = {"id": message.get("id")}
        try:
            answer["value"] = await self._call(message)
        except MediaError as error:
            answer |= {"error": type(error).__name__, "words": error.words}
        except ValidationError:
            answer |= {"error": "MediaError", "words": ["malformed_call"]}
        except Exception:
            log.exception("a call of the media engine failed")
            answer |= {"error": "MediaError", "words": ["failed"]}
        with contextlib.suppress(OSError):
            self._write(writer, pack(answer))

    async def _call(self, message: dict[str, Any]) -> object:
        name = message.get("call")
        if name == HEALTH:
            return examine(self._engine)
        kind = ARGUMENTS.get(name) if isinstance(name, str) else None
        if kind is None:
            raise MediaError("unknown_call")
        given = kind.model_validate(message.get("with"))
        arguments = {name: getattr(given, name) for name in kind.model_fields}
        result: object = await getattr(self._engine, str(name))(**arguments)
        return result
