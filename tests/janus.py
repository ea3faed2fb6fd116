"""A Janus of a test's own: the configuration that an office gets, on other ports, in a folder."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from meetings.media.settings import EngineName, MediaSettings
from tests.peers import require_peer

_DEPLOYED = Path(__file__).parents[1] / "deploy" / "janus"
_STARTING = 30


@dataclass
class Janus:
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> MediaSettings:
        """Short, so that tests of silence and loss are."""
        return MediaSettings(
            engine=EngineName.JANUS,
            janus_urls=(f"ws://127.0.0.1:{self.port}",),
            janus_api_secret="a secret",
            janus_admin_key="a key",
            janus_recordings=self.folder / "recordings",
            silent_seconds=1,
            lost_seconds=4,
            connect_seconds=4,
        )

    async def start(self, changes: Mapping[str, str] | None = None) -> None:
        """Start it; `changes` are of its configuration, text by text."""
        require_peer("janus")
        (self.folder / "recordings").mkdir(exist_ok=True)
        for file in _DEPLOYED.iterdir():
            text = file.read_text()
            for deployed, own in (
                ("CHANGE-API-SECRET", "a secret"),
                ("CHANGE-ADMIN-KEY", "a key"),
                ("/etc/janus", str(self.folder)),
                ("ws_port = 8188", f"ws_port = {self.port}"),
                *(changes or {}).items(),
            ):
                text = text.replace(deployed, own)
            (self.folder / file.name).write_text(text)
        with (self.folder / "janus.log").open("ab") as log:
            self.process = await asyncio.to_thread(
                subprocess.Popen,
                ["janus", "-F", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        async with asyncio.timeout(_STARTING):
            while not self._answers:  # noqa: ASYNC110 - it has no other sign
                await asyncio.sleep(0.05)

    @property
    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    async def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)


@asynccontextmanager
async def running_janus(folder: Path) -> AsyncIterator[Janus]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    janus = Janus(folder, port)
    await janus.start()
    try:
        yield janus
    finally:
        await janus.kill()
