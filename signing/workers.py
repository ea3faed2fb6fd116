"""A small pool of persistent worker processes, each with a time and a memory cap.

A hostile PDF can take minutes or gigabytes, or crash a native library: it then costs
one process and one caller an error, nobody else anything.
"""

import asyncio
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from signing.errors import SigningBusy, SigningStopped, SigningTimeout, WorkerCrashed
from signing.settings import SigningSettings
from signing.shared_file import LARGE, SharedFile
from signing.wire import HEADER, Outcome, Task, pack, unpack_answer

T = TypeVar("T")

#: How long a process may take to import everything on a slow, busy machine.
START_SECONDS = 120.0
#: Read ahead this much from a worker.
BUFFER = 1024 * 1024
#: What a worker may know of our environment: nothing secret, such as a database's address.
ENVIRONMENT = {
    "HOME", "HTTPS_PROXY", "HTTP_PROXY", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "NO_PROXY",
    "PATH", "PYTHONHOME", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "TZ",
}  # fmt: skip


class Worker:
    """One process, its two pipes and its file; does one task at a time."""

    def __init__(self, process: asyncio.subprocess.Process, file: SharedFile) -> None:
        self._process = process
        self._file = file
        self._ready = False
        self._reading = False

    @classmethod
    async def spawn(cls, settings: SigningSettings, *, tasks: str) -> "Worker":
        """Start a process; it imports and warms up while the caller goes on."""
        file = SharedFile.create()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "signing.worker_main",
            str(os.getpid()),
            tasks,
            str(file.descriptor),
            pass_fds=(file.descriptor,),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=BUFFER,
            env=_environment(settings.pkcs11_environment),
        )
        worker = cls(process, file)
        with suppress(ConnectionError):
            worker._write(pack(settings))
        return worker

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended, as far as we know."""
        return self._process.returncode is None

    async def wait_ready(self) -> None:
        """Return once the process takes tasks."""
        if not self._ready:
            async with asyncio.timeout(START_SECONDS):
                await self._read()
            self._ready = True

    async def call(self, task: str, arguments: tuple[object, ...]) -> tuple[bool, object]:
        """Do one task: whether it succeeded, and its value or its error.

        Raises:
            ConnectionError, EOFError, UnpicklingError: the process died or talks nonsense.
        """
        given = arguments[0] if arguments and isinstance(arguments[0], bytes) else None
        if given is None:
            self._write(pack(Task(method=task, arguments=arguments)))
        else:
            await _copying(len(given), self._file.put, given)
            self._write(pack(Task(method=task, arguments=arguments[1:], in_file=len(given))))
        if self._process.stdin is not None:
            await self._process.stdin.drain()
        try:
            outcome, value = await self._read()
            return outcome is not Outcome.ERROR, await self._fetch(outcome, value, given or b"")
        finally:
            self._file.clear()

    async def _fetch(self, outcome: Outcome, value: object, given: bytes) -> object:
        """Return the value, which may lie in the file."""
        if outcome in {Outcome.VALUE, Outcome.ERROR}:
            return value
        if not isinstance(value, int):
            raise pickle.UnpicklingError(outcome)
        if outcome is Outcome.IN_FILE:
            return await _copying(value, self._file.read, 0, value)
        # What was given is ours: a worker that a hostile PDF has taken over cannot change it.
        return await _copying(value, lambda: given + self._file.read(len(given), value))

    async def kill(self) -> None:
        """End the process and reap it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        if self._reading:
            # Whoever waits for the answer reads the pipe to its end.
            await self._process.wait()
            return
        # Reads the pipes empty, so that the transports close.
        with suppress(ConnectionError):
            await self._process.communicate()

    def _write(self, data: bytes) -> None:
        if self._process.stdin is None:
            raise ConnectionError
        self._process.stdin.write(data)

    async def _read(self) -> tuple[Outcome, object]:
        if self._process.stdout is None:
            raise ConnectionError
        self._reading = True
        try:
            header = await self._process.stdout.readexactly(HEADER.size)
            body = await self._process.stdout.readexactly(HEADER.unpack(header)[0])
        finally:
            self._reading = False
        return unpack_answer(body)


async def _copying(size: int, copy: Callable[..., T], *arguments: object) -> T:
    """Copy so many bytes without keeping the event loop."""
    return await asyncio.to_thread(copy, *arguments) if size > LARGE else copy(*arguments)


def _environment(more: frozenset[str]) -> dict[str, str]:
    """``more`` names what the library of a token reads."""
    kept = {name: value for name, value in os.environ.items() if name in ENVIRONMENT | more}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class WorkerPool:
    """Gives tasks to workers, in the order they come, and replaces those that fail."""

    def __init__(self, settings: SigningSettings, *, tasks: str) -> None:
        self._settings = settings
        self._tasks = tasks
        #: None wakes a waiting caller when the pool closes.
        self._idle: asyncio.LifoQueue[Worker | None] = asyncio.LifoQueue()
        self._all: set[Worker] = set()
        self._waiting = 0
        self._open = False

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers, for tests and ``congvu doctor``."""
        return [worker.pid for worker in self._all]

    async def start(self) -> None:
        """Start the processes; returns before they are warm."""
        self._open = True
        for _ in range(self._settings.workers):
            self._idle.put_nowait(await self._spawn())

    async def aclose(self) -> None:
        """End all processes; tasks under way get WorkerCrashed, waiting ones SigningStopped."""
        self._open = False
        for _ in range(self._waiting):
            self._idle.put_nowait(None)
        await asyncio.gather(*(worker.kill() for worker in self._all))
        self._all.clear()

    async def run(self, task: str, *arguments: object, seconds: float | None = None) -> object:
        """Do one task in some worker and return its value or raise its error.

        ``seconds`` is how long it may take, where not as long as any.

        Raises:
            SigningBusy: too many tasks wait.
            SigningTimeout: it took too long; its process was ended.
            WorkerCrashed: its process died.
            SigningStopped: the pool is closed.
        """
        if not self._open:
            raise SigningStopped
        if self._idle.empty() and self._waiting >= self._settings.queue_length:
            raise SigningBusy(self._waiting)
        self._waiting += 1
        try:
            worker = await self._idle.get()
        finally:
            self._waiting -= 1
        if worker is None:
            raise SigningStopped
        seconds = seconds or self._settings.timeout_seconds
        succeeded, value = await self._run_on(worker, task, arguments, seconds=seconds)
        if isinstance(value, BaseException) and not succeeded:
            raise value
        return value

    async def _run_on(
        self, worker: Worker, task: str, arguments: tuple[object, ...], *, seconds: float
    ) -> tuple[bool, object]:
        sound = False
        try:
            if not worker.is_alive:
                worker = await self._replace(worker)
            await worker.wait_ready()
            async with asyncio.timeout(seconds):
                answer = await worker.call(task, arguments)
            sound = True
        except TimeoutError as error:
            raise SigningTimeout(task, seconds) from error
        except (ConnectionError, EOFError, pickle.UnpicklingError) as error:
            raise WorkerCrashed(task) from error
        finally:
            # Also when the caller was cancelled: the process is busy with a lost task.
            # Shielded, since a cancelled caller must still give its slot back.
            await asyncio.shield(self._give_back(worker, sound=sound))
        return answer

    async def _give_back(self, worker: Worker, *, sound: bool) -> None:
        if not self._open:
            return
        try:
            if not sound:
                worker = await self._replace(worker)
        finally:
            # Without a new process the dead one keeps the place: the next caller tries again.
            self._idle.put_nowait(worker)

    async def _replace(self, worker: Worker) -> Worker:
        self._all.discard(worker)
        await worker.kill()
        return await self._spawn()

    async def _spawn(self) -> Worker:
        worker = await Worker.spawn(self._settings, tasks=self._tasks)
        self._all.add(worker)
        return worker
