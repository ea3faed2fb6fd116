"""Voters of a secret vote: the module of the pages, run in Node."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
_MODULE = _ROOT / "services/web/static/blind-vote.js"
_DRIVER = _ROOT / "tests/services/rooms/live/voter.mjs"


@dataclass
class Booth:
    process: asyncio.subprocess.Process

    async def do(self, act: str, **given: Any) -> Any:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"act": act, **given}).encode() + b"\n")
        await stdin.drain()
        answer = json.loads(await asyncio.wait_for(stdout.readline(), 20))
        assert answer["ok"], answer
        return answer["value"]


@asynccontextmanager
async def open_booth() -> AsyncIterator[Booth]:
    node = shutil.which("node")
    assert node is not None, "node is needed (make system)"
    process = await asyncio.create_subprocess_exec(
        node,
        str(_DRIVER),
        str(_MODULE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 22,
    )
    try:
        yield Booth(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
            await process.stdin.wait_closed()
        await process.wait()
