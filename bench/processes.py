"""The real program as processes of its own, ended with the measurement whatever happens."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bench.timing import wait_until

ROOT = Path(__file__).resolve().parent.parent
END_SECONDS = 15
START_SECONDS = 90


class Fallen(Exception):
    """A process of the program ended by itself; the end of its output is the message."""

    def __init__(self, log: Path) -> None:
        super().__init__(log.read_text(encoding="utf-8", errors="replace")[-2000:])


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, and through which PostgreSQL's own account may pass."""
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    *words: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Run `congvu WORDS` in `folder`, where it keeps its state, its output in a file there."""
    with (folder / f"{words[0]}.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", "services.cli", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C, and if that does not help, the end."""
    for how in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                continue


@asynccontextmanager
async def running(
    *words: str, folder: Path, environment: Mapping[str, str]
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """The program while the block runs."""
    process = start(*words, folder=folder, environment=environment)
    try:
        yield process
    finally:
        await asyncio.to_thread(end, process)


async def wait_for_page(
    port: int, process: subprocess.Popen[bytes], *, log: Path, path: str = "/"
) -> None:
    """Return when GET `path` is answered; `Fallen` if the process is gone before."""

    async def answered() -> bool:
        if process.poll() is not None:
            raise Fallen(log)
        return await _is_answered(port, path)

    await wait_until(answered, every=0.01, within=START_SECONDS)


async def _is_answered(port: int, path: str) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
        return (await reader.readline()).startswith(b"HTTP/1.1 ")
    except OSError:
        return False
    finally:
        writer.close()
