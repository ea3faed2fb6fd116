"""A participant of another make: libwebrtc in Node (`@roamhq/wrtc`), driven line by line."""

import asyncio
import hashlib
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meetings.media.shapes import Source
from tests.live import Room
from tests.meetings import door
from tests.office import API

HERE = Path(__file__).parent
_INSTALLED = HERE / "node_modules"
_PATIENCE = 30.0
#: What it sends.
HERTZ, GREY = 660, 180


def install() -> None:
    """Install what the lock file names, unless it is there; from the registry npm is set up for."""
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    mark = _INSTALLED / f".{digest}"
    if not mark.exists():
        words = ("ci", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund")
        subprocess.run(["npm", *words], cwd=HERE, check=True, capture_output=True, timeout=300)
        mark.touch()


@dataclass
class Independent:
    """`shown` is what its decoders have brought, by source."""

    process: asyncio.subprocess.Process
    name: str = ""
    shown: dict[str, dict[str, float]] = field(default_factory=dict)
    through: list[str] = field(default_factory=list)

    async def orders(self, what: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what}\n".encode())
        await self.process.stdin.drain()

    def of(self, source: Source) -> dict[str, float] | None:
        return self.shown.get(f"{source.participant} {source.purpose}")

    def sees(self, source: Source, grey: int) -> bool:
        found = self.of(source)
        return found is not None and found["frames"] > 10 and abs(found["grey"] - grey) < 12

    def hears(self, source: Source, hertz: float) -> bool:
        found = self.of(source)
        return found is not None and found["energy"] > 0.01 and abs(found["hertz"] - hertz) < 40

    async def until(self, met: Callable[[], object]) -> None:
        async with asyncio.timeout(_PATIENCE):
            while not met():
                self._take(await self.next())

    async def next(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        assert line, "it has ended"
        return dict(json.loads(line))

    def _take(self, message: dict[str, Any]) -> None:
        assert "failed" not in message, message
        if "joined" in message:
            self.name = message["joined"]["participant"]
        else:
            self.shown, self.through = message["shown"], message["through"]


@asynccontextmanager
async def independent(
    room: Room, username: str, *wanted: Source, policy: str = "all"
) -> AsyncIterator[Independent]:
    """`username` at a device of that make, connected; it wants to see `wanted`."""
    install()
    officer = await room.office.sign_in(username)
    told = {
        "address": f"{room.address}{API}{door(room.meeting)}/live",
        "device": f"node-{username.replace('.', '-')}",
        "token": officer.secret,
        "wanted": [{"participant": one.participant, "purpose": one.purpose} for one in wanted],
        "policy": policy,
        "hertz": HERTZ,
        "grey": GREY,
    }
    node = shutil.which("node")
    assert node is not None
    process = await asyncio.create_subprocess_exec(
        node,
        str(HERE / "participant.mjs"),
        json.dumps(told),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Independent(process)
    try:
        await made.until(lambda: made.name)
        yield made
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()
