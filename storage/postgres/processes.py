"""Starting PostgreSQL programs, and finding and ending those an earlier run left behind.

Linux only, by /proc and by the kernel's parent-death signal.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import signal
import struct
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from storage.postgres.errors import PostgresInUse

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.postgres.accounts import Account

_LAUNCHER = Path(__file__).with_name("launch.py")
_FAST_SHUTDOWN_SECONDS = 30.0
_IMMEDIATE_SHUTDOWN_SECONDS = 5.0
# struct flock of fcntl(2) on 64-bit Linux: type, whence, start, length, pid.
_FLOCK = struct.Struct("hhqqi4x")

# Nothing of the caller's environment: PGOPTIONS or LD_LIBRARY_PATH would change what runs.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def launch_command(
    command: list[str], *, account: Account, death_signal: signal.Signals
) -> list[str]:
    """Return the words that run `command` as `account`, bound to the life of this process."""
    words = [os.getpid(), int(death_signal), account.uid, account.gid]
    return [sys.executable, "-I", "-S", str(_LAUNCHER), *map(str, words), *command]


class FolderLock:
    """Says that this process uses a data folder; the kernel lifts it when the process dies.

    A record lock and not flock(2): worker processes forked from us must not hold it after our
    death. Its price is that a second holder in the same process has to be kept out by hand.
    """

    _held: set[Path] = set()  # noqa: RUF012 - one set for the process is the point

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock or raise PostgresInUse."""
        if self._data_dir in self._held:
            raise PostgresInUse(data_dir=self._data_dir, pid=os.getpid())
        descriptor = os.open(self._data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise PostgresInUse(data_dir=self._data_dir, pid=holder) from None
        self._descriptor = descriptor
        self._held.add(self._data_dir)

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            self._held.discard(self._data_dir)


def _holder(descriptor: int) -> int | None:
    asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    with contextlib.suppress(OSError):
        pid = int(_FLOCK.unpack(fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))[4])
        return pid or None
    return None


def find_postmasters(cluster: Path) -> list[int]:
    """Return the processes that serve `cluster`, told by their command line.

    The number in postmaster.pid is not asked: it may belong to any other program by now.
    """
    numbers = (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [int(number) for number in numbers if _serves(number, cluster)]


def _serves(pid: str, cluster: Path) -> bool:
    try:
        words = Path("/proc", pid, "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    folder = os.fsencode(cluster)
    named = words[0].endswith(b"/postgres")
    return named and any(pair == (b"-D", folder) for pair in itertools.pairwise(words))


def end_postmasters(cluster: Path) -> None:
    """Shut down whatever serves `cluster`: fast, after 30 s at once, after 5 more by force."""
    for how, seconds in (
        (signal.SIGINT, _FAST_SHUTDOWN_SECONDS),
        (signal.SIGQUIT, _IMMEDIATE_SHUTDOWN_SECONDS),
        (signal.SIGKILL, _IMMEDIATE_SHUTDOWN_SECONDS),
    ):
        postmasters = find_postmasters(cluster)
        for pid in postmasters:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        if not postmasters or wait_until(lambda: not find_postmasters(cluster), seconds=seconds):
            return


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Ask `condition` every 10 ms for `seconds`; return whether it came true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
