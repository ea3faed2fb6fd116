"""A media process: ``python -m meetings.media.process PARENT_PID NUMBER``.

Reads one line of JSON from standard input: {"secret": ..., "settings": {...}, "port": 0}; answers
with one line, {"port": ...}, where it listens on the loopback. Ends when standard input closes; the
kernel ends it when its parent dies.
"""

import asyncio
import ctypes
import json
import logging
import os
import resource
import signal
import sys

from meetings.media.forwarding.engine import ForwardingEngine
from meetings.media.serving import ControlServer
from meetings.media.settings import MediaSettings

PR_SET_PDEATHSIG = 1
LARGEST_LINE = 64 * 1024


def main(parent: int, number: int) -> None:
    die_with(parent)
    logging.basicConfig(level=logging.WARNING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told = json.loads(sys.stdin.readline(LARGEST_LINE))
    settings = MediaSettings.model_validate(told["settings"])
    asyncio.run(_run(settings, secret=told["secret"], port=told["port"], number=number))


async def _run(settings: MediaSettings, *, secret: str, port: int, number: int) -> None:
    engine = ForwardingEngine(settings, number=number)
    await engine.start()
    server = ControlServer(engine, secret)
    listening = await server.start("127.0.0.1", port)
    print(json.dumps({"port": listening}), flush=True)  # noqa: T201 - the parent waits for it
    await _until_closed()
    await server.aclose()
    await engine.aclose()


async def _until_closed() -> None:
    """Return when standard input closes or a signal asks us to end."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_reader(0, lambda: None if os.read(0, 4096) else ended.set())
    await ended.wait()
    loop.remove_reader(0)


def die_with(parent: int) -> None:
    """Let the kernel end this process when its parent ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # It may have died before the call above.
        if os.getppid() != parent:
            sys.exit()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
