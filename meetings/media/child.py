"""One media process, started and started again, and the connection to it."""

import asyncio
import contextlib
import itertools
import json
import logging
import os
import secrets
import sys
from collections.abc import Callable
from typing import Any

from meetings.media.errors import BY_NAME, MediaError, MediaUnavailable
from meetings.media.settings import MediaSettings
from meetings.media.wire import LARGEST, RETURNS, WireBroken, pack, read

START_SECONDS = 30
CALL_SECONDS = 15
END_SECONDS = 5
PAUSES = (0.1, 0.5, 2.0, 5.0)
#: A process that lived this long was well: the next pause is the shortest again.
WELL_SECONDS = 30

log = logging.getLogger(__name__)


class MediaProcess:
    """`heard` gets every message without an id; `lost` and `back` say when it goes and returns."""

    def __init__(
        self,
        settings: MediaSettings,
        number: int,
        *,
        heard: Callable[[dict[str, Any]], None],
        lost: Callable[[], None],
        back: Callable[[], Any],
    ) -> None:
        self._settings, self.number = settings, number
        self._heard, self._lost, self._back = heard, lost, back
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._ids = itertools.count(1)
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_up(self) -> bool:
        return self._writer is not None

    async def start(self) -> None:
        """Start it; from then on it is started again whenever it ends."""
        reader = await self._begin()
        self._keeping = asyncio.create_task(self._keep(reader))

    async def aclose(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
        self._disconnect()
        await self._end()

    async def call(self, name: str, arguments: dict[str, Any]) -> Any:
        """Call the engine there; raises what it raises, or `MediaUnavailable`."""
        if self._writer is None:
            raise MediaUnavailable(name)
        number = next(self._ids)
        future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._writer.write(pack({"id": number, "call": name, "with": arguments}))
            async with asyncio.timeout(CALL_SECONDS):
                answer = await future
        except (TimeoutError, OSError) as error:
            raise MediaUnavailable(name) from error
        finally:
            self._waiting.pop(number, None)
        if "error" in answer:
            kind = BY_NAME.get(str(answer["error"]), MediaError)
            raise kind(*map(str, answer.get("words", ())))
        return RETURNS[name].validate_python(answer["value"])

    async def _keep(self, reader: asyncio.StreamReader) -> None:
        pauses = iter(PAUSES)
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            await self._read(reader)
            self._disconnect()
            self._lost()
            await self._end()
            if clock() - began > WELL_SECONDS:
                pauses = iter(PAUSES)
            while not self.is_up:
                await asyncio.sleep(next(pauses, PAUSES[-1]))
                try:
                    reader = await self._begin()
                except (MediaUnavailable, OSError):
                    log.exception("a media process could not be started again")
            log.warning("media process %d was started again", self.number)
            self._back()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(WireBroken):
            while True:
                message = await read(reader)
                future = self._waiting.get(message.get("id", 0))
                if future is None:
                    self._heard(message)
                elif not future.done():
                    future.set_result(message)

    async def _begin(self) -> asyncio.StreamReader:
        """Start the process, hand it the secret, and connect."""
        secret = secrets.token_hex(32)
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "meetings.media.process", str(os.getpid()), str(self.number)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=_harmless_environment(),
        )
        if process.stdin is None or process.stdout is None:
            raise MediaUnavailable("pipes")
        # STUN and TURN are the browsers' business: the process contacts nobody.
        kept = {"turn_secret", "ice_urls"}
        settings = self._settings.model_dump(mode="json", exclude=kept, by_alias=False)
        told = {"secret": secret, "settings": settings, "port": 0}
        try:
            async with asyncio.timeout(START_SECONDS):
                process.stdin.write(json.dumps(told).encode() + b"\n")
                port = int(json.loads(await process.stdout.readline())["port"])
                opened = await asyncio.open_connection("127.0.0.1", port, limit=LARGEST)
                opened[1].write(pack({"secret": secret}))
                await read(opened[0])
        except (TimeoutError, ValueError, OSError, WireBroken) as error:
            await self._end()
            raise MediaUnavailable("start") from error
        self._writer = opened[1]
        return opened[0]

    def _disconnect(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(OSError("the media process is gone"))

    async def _end(self) -> None:
        """Ask it to end by closing its input; make it, if it does not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _harmless_environment() -> dict[str, str]:
    """What a process that listens to everybody may know: none of our secrets."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CONGVU_") and name != "DATABASE_URL"
    }
