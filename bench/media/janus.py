"""Janus (Debian's package) as the peer: VideoRoom, spoken to over a WebSocket."""

import asyncio
import itertools
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.media.clients import Publisher, Viewer
from bench.processes import end, free_port, fresh_folder

ROOM = 1234
_CONFIGURATION = """
general: { debug_level = 2 }
nat: { ice_enforce_list = "" }
transports: { disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,\
libjanus_rabbitmq.so,libjanus_pfunix.so" }
plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,\
libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,\
libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }
"""
_SOCKET = """
general: {{ json = "plain", ws = true, ws_ip = "127.0.0.1", ws_port = {port} }}
"""
_SECONDS = 60


class JanusRefused(Exception):
    """Janus answered with an error, or not at all."""


class Janus:
    """One session, and as many handles of VideoRoom as there are peer connections."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self._port = port
        self._numbers = itertools.count()
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        self._socket = await self._connect()
        self._tasks.append(asyncio.create_task(self._read()))
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]
        self._tasks.append(asyncio.create_task(self._keep_alive()))
        handle = await self.attach()
        await self.say(handle, {"request": "create", "room": ROOM, "publishers": 100})

    async def _connect(self) -> ClientConnection:
        """Wait until it listens, which may take as long as its look-up of its own name."""
        async with asyncio.timeout(_SECONDS):
            while True:
                try:
                    return await connect(
                        f"ws://127.0.0.1:{self._port}", subprotocols=[Subprotocol("janus-protocol")]
                    )
                except OSError:
                    await asyncio.sleep(0.1)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for said in self._socket:
            message = json.loads(said)
            waiting = self._waiting.get(str(message.get("transaction")))
            # What is done later is acknowledged first.
            if waiting and message.get("janus") != "ack" and not waiting.done():
                waiting.set_result(message)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(20)
            await self._ask({"janus": "keepalive", "session_id": self._session}, wait=False)

    async def _ask(self, message: dict[str, Any], *, wait: bool = True) -> dict[str, Any]:
        number = str(next(self._numbers))
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        await self._socket.send(json.dumps({**message, "transaction": number}))
        if not wait:
            return {}
        async with asyncio.timeout(_SECONDS):
            answer = await future
        if answer.get("janus") == "error":
            raise JanusRefused(json.dumps(answer))
        return answer

    async def attach(self) -> int:
        attached = await self._ask(
            {
                "janus": "attach",
                "session_id": self._session,
                "plugin": "janus.plugin.videoroom",
            }
        )
        return int(attached["data"]["id"])

    async def say(
        self, handle: int, body: dict[str, Any], *, sdp: str = "", kind: str = ""
    ) -> dict[str, Any]:
        message: dict[str, Any] = {
            "janus": "message",
            "session_id": self._session,
            "handle_id": handle,
            "body": body,
        }
        if sdp:
            message["jsep"] = {"type": kind, "sdp": sdp}
        answer = await self._ask(message)
        data = answer.get("plugindata", {}).get("data", {})
        if "error" in data:
            raise JanusRefused(json.dumps(data))
        return answer

    async def publish(self, publisher: Publisher, feed: int) -> None:
        handle = await self.attach()
        await self.say(handle, {"request": "join", "ptype": "publisher", "room": ROOM, "id": feed})

        async def exchange(sdp: str) -> str:
            body = {"request": "publish", "videocodec": "vp8"}
            answer = await self.say(handle, body, sdp=sdp, kind="offer")
            return str(answer["jsep"]["sdp"])

        await publisher.connect(exchange)

    async def subscribe(self, viewer: Viewer, feeds: Sequence[tuple[int, str]]) -> None:
        """See these feeds, each by its number and mid."""
        handle = await self.attach()
        wanted = [{"feed": feed, "mid": mid} for feed, mid in feeds]
        body = {"request": "join", "ptype": "subscriber", "room": ROOM, "streams": wanted}
        offer = await self.say(handle, body)
        answer = await viewer.connect(offer["jsep"]["sdp"])
        await self.say(handle, {"request": "start"}, sdp=answer, kind="answer")
        await viewer.take_over()


def is_installed() -> bool:
    return shutil.which("janus") is not None


@asynccontextmanager
async def running_janus() -> AsyncIterator[Janus]:
    with fresh_folder() as folder:
        port = free_port()
        (folder / "janus.jcfg").write_text(_CONFIGURATION)
        (folder / "janus.transport.websockets.jcfg").write_text(_SOCKET.format(port=port))
        (folder / "janus.plugin.videoroom.jcfg").write_text("general: {}\n")
        with (folder / "log").open("wb") as log:
            process = await asyncio.to_thread(
                subprocess.Popen,
                ["janus", "-F", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        opened = Janus(process, port)
        try:
            await opened.open()
            yield opened
        finally:
            await opened.close()
            await asyncio.to_thread(end, process)
