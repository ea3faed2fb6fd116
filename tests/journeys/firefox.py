"""Debian's Firefox as Playwright wants it: started in its place, with a relay before its socket.

Playwright 1.65 speaks WebDriver BiDi of a newer Firefox. The one command that 153 does not know is
answered here; everything else passes as it is.
"""

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

UNKNOWN = "emulation.setMediaFeaturesOverride"
_LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://[\d.]+:\d+)")


async def main(program: str, *arguments: str) -> int:
    process = await asyncio.create_subprocess_exec(program, *arguments, stderr=PIPE)
    assert process.stderr is not None
    while line := await process.stderr.readline():
        if found := _LISTENING.search(line):
            break
        sys.stderr.buffer.write(line)
    else:
        return await process.wait()

    async def relay(playwright: ServerConnection) -> None:
        address = f"{found[1].decode()}/session"
        async with connect(address, max_size=None, ping_interval=None) as firefox:
            answers = asyncio.create_task(_carry(firefox, playwright))
            await _carry(playwright, firefox)
            answers.cancel()

    async with serve(relay, "127.0.0.1", 0, max_size=None, ping_interval=None) as server:
        port = server.sockets[0].getsockname()[1]
        sys.stderr.write(f"WebDriver BiDi listening on ws://127.0.0.1:{port}\n")
        sys.stderr.flush()
        while line := await process.stderr.readline():
            sys.stderr.buffer.write(line)
        return await process.wait()


async def _carry(
    source: ServerConnection | ClientConnection, end: ServerConnection | ClientConnection
) -> None:
    async for message in source:
        if UNKNOWN in str(message[:200]):
            known = json.loads(message)
            if known.get("method") == UNKNOWN:
                done = {"type": "success", "id": known["id"], "result": {}}
                await source.send(json.dumps(done))
                continue
        await end.send(message)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
