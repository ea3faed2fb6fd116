"""The embedded PostgreSQL: started as our child, gone with us."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from storage.postgres.binaries import choose_binaries
from storage.postgres.cluster import NAME, make_cluster, written_by
from storage.postgres.errors import PostgresFailed, PostgresNotOurs
from storage.postgres.keeper import Keeper
from storage.postgres.places import (
    find_home,
    forget_home,
    make_data_dir,
    open_home,
    open_socket_folder,
)
from storage.postgres.processes import FolderLock, end_postmasters, find_postmasters

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from storage.postgres.binaries import Binaries
    from storage.postgres.places import Home

_PORT = 5432  # only part of the socket's file name; nothing listens on the network
_READY_SECONDS = 120.0  # the longest recovery of a 1 GB write-ahead log, with room
_LEFTOVER_SECONDS = 15.0
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
_FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class EmbeddedPostgres:
    """One PostgreSQL server for one data folder, as long as this process lives.

    With `durable=False` a crash of the machine may lose everything: for tests only. Linux only.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self._data_dir = data_dir.resolve()
        self._durable = durable
        self._lock = FolderLock(self._data_dir)
        self._keeper: Keeper | None = None
        self._socket: Path | None = None

    def start(self) -> str:
        """Start the server, made first where there is none, and return its SQLAlchemy URL.

        Takes about 0.3 s, the first time 1 to 3 s. Raises a PostgresError that says what to do.
        A second call returns the URL of the running server.
        """
        if self._keeper is not None and self._socket is not None:
            return _url(self._socket)
        try:
            home = self._open()
            end_postmasters(home.cluster)
            version = written_by(home.cluster)
            binaries = choose_binaries(
                account=home.account, written_by=version, cluster=home.cluster
            )
            if version is None:
                make_cluster(home, binaries=binaries, durable=self._durable)
            self._socket = open_socket_folder(home)
            self._keeper = self._serve(home, binaries=binaries, socket=self._socket)
        except BaseException:
            self.stop()
            raise
        return _url(self._socket)

    def stop(self) -> None:
        """Shut the server down (clients are cut off, data is written) and free the folder."""
        if self._keeper is not None:
            self._keeper.end()
            self._keeper = None
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)
            self._socket = None
        self._lock.release()

    def remove(self) -> None:
        """Delete the database wherever its data lies; PostgresInUse while a congvu runs on it."""
        self.stop()
        home = find_home(self._data_dir)
        if home is None:
            return
        self._lock.take()
        try:
            end_postmasters(home.cluster)
            forget_home(home)
        finally:
            self._lock.release()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _open(self) -> Home:
        try:
            make_data_dir(self._data_dir)
            self._lock.take()
            return open_home(self._data_dir)
        except PermissionError as error:
            owner = self._data_dir.stat().st_uid
            raise PostgresNotOurs(path=self._data_dir, owner=owner) from error

    def _serve(self, home: Home, *, binaries: Binaries, socket: Path) -> Keeper:
        """Start the server and return when it takes connections.

        Backends of a server that was killed hold its shared memory for a moment longer; only for
        this reason is the start tried again.
        """
        end = time.monotonic() + _LEFTOVER_SECONDS
        while True:
            # The lock is ours and no postmaster serves the cluster: the file is stale, and its
            # number may be another program's, which PostgreSQL would take for a server.
            (home.cluster / "postmaster.pid").unlink(missing_ok=True)
            keeper = Keeper(
                self._command(home, binaries=binaries, socket=socket),
                account=home.account,
                log=home.log,
            )
            keeper.start()
            if _wait_ready(keeper, cluster=home.cluster):
                return keeper
            keeper.end()
            leftover = "pre-existing shared memory" in keeper.tail
            if not leftover or time.monotonic() > end:
                raise PostgresFailed(doing="starting", output=keeper.tail, log=home.log)
            time.sleep(0.2)

    def _command(self, home: Home, *, binaries: Binaries, socket: Path) -> list[str]:
        settings = {**_SETTINGS, **(_DURABLE if self._durable else _FOR_TESTS)}
        settings["unix_socket_directories"] = str(socket)
        settings["port"] = str(_PORT)
        words = [f"--{name}={value}" for name, value in settings.items()]
        return [str(binaries.folder / "postgres"), "-D", str(home.cluster), *words]


def find_running(data_dir: Path) -> str | None:
    """Return the URL of the server another process runs on `data_dir`, or None."""
    home = find_home(data_dir.resolve())
    if home is None or not find_postmasters(home.cluster):
        return None
    lines = _status(home.cluster)
    return _url(lines[4]) if _is_ready(lines) else None


def _wait_ready(keeper: Keeper, *, cluster: Path) -> bool:
    end = time.monotonic() + _READY_SECONDS
    pid = keeper.pid
    while keeper.is_alive() and time.monotonic() < end:
        lines = _status(cluster)
        if _is_ready(lines) and lines[0] == str(pid):
            return True
        time.sleep(0.005)
    return False


def _status(cluster: Path) -> list[str]:
    """Return the lines of postmaster.pid: process, folder, time, port, socket, two more, state."""
    try:
        text = (cluster / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line.strip() for line in text.splitlines()]


def _is_ready(lines: list[str]) -> bool:
    return lines[7:8] == ["ready"]  # the eighth line, as pg_ctl reads it


def _url(socket: Path | str) -> str:
    return f"postgresql+asyncpg://{NAME}@/{NAME}?host={quote(str(socket))}&port={_PORT}"
