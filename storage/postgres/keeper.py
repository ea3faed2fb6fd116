"""The thread that is PostgreSQL's parent: it starts it, keeps its log and takes its exit."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
from collections import deque
from typing import TYPE_CHECKING

from storage.postgres.processes import ENVIRONMENT, launch_command

if TYPE_CHECKING:
    from pathlib import Path

    from storage.postgres.accounts import Account

_LOG_LIMIT = 4 * 1024 * 1024  # bytes; one older file of the same size is kept
_SHUTDOWN = (
    (signal.SIGINT, 30.0),  # fast: clients are cut off, a checkpoint is written
    (signal.SIGQUIT, 5.0),  # immediate: recovery at the next start
    (signal.SIGKILL, 5.0),
)


class Keeper:
    """Runs one server until it ends.

    A thread of its own, because the kernel sends the parent-death signal when the *thread* that
    forked ends: started from a pooled thread, PostgreSQL would stop with that thread. It reads
    the log through a pipe so that the log's size has a bound.
    """

    def __init__(self, command: list[str], *, account: Account, log: Path) -> None:
        self._thread = threading.Thread(target=self._run, name="postgres-keeper", daemon=True)
        self._command = launch_command(command, account=account, death_signal=signal.SIGINT)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._forked = threading.Event()
        self._failure: OSError | None = None
        self._tail: deque[str] = deque(maxlen=6)

    @property
    def tail(self) -> str:
        """The last lines the server said, in one line."""
        return str(self._failure) if self._failure else " / ".join(self._tail)

    @property
    def pid(self) -> int | None:
        """The server's process, or None when it could not be started."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server; return as soon as its process is there or has failed to be."""
        self._thread.start()
        self._forked.wait()

    def is_alive(self) -> bool:
        """Tell whether the server, or any process of it, still runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            # A session of its own: Ctrl-C in the terminal is for us, who then stop it in order.
            self._process = subprocess.Popen(  # noqa: S603 - our own words, no shell
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
            )
        except OSError as error:
            self._failure = error
            return
        finally:
            self._forked.set()
        with self._process:
            self._copy_log(self._process)

    def end(self) -> None:
        """Shut the server down: in order, then at once, then by force."""
        if self._process is None:
            return
        for how, seconds in _SHUTDOWN:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(how)
            self._thread.join(seconds)
            if not self._thread.is_alive():
                return

    def _copy_log(self, process: subprocess.Popen[bytes]) -> None:
        log = _BoundedLog(self._log)
        try:
            for line in process.stderr or ():
                self._tail.append(line.decode(errors="replace").strip())
                log.write(line)
        finally:
            log.close()


class _BoundedLog:
    """A file that moves aside when it is full; a full disk loses lines, never the server."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab", buffering=0)

    def write(self, line: bytes) -> None:
        with contextlib.suppress(OSError):
            if self._file.tell() > _LOG_LIMIT:
                self._file.close()
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                self._file = self._path.open("ab", buffering=0)
            self._file.write(line)

    def close(self) -> None:
        self._file.close()
