"""Blobs as files of one machine: `root/ab/abcd...`, complete or not there."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from storage.blobs.errors import BlobMissing, BlobStoreUnavailable
from storage.blobs.pieces import read_pieces, write_pieces
from storage.blobs.port import BlobInfo, require_digest, require_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime, timedelta

_UNFINISHED = "unfinished"  # on the same file system, so that the rename is atomic
_ABANDONED_SECONDS = 24 * 3600
_READ_ONLY = 0o440


class DiskBlobStore:
    """A blob store in a folder, which any number of processes may use at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._opened = False
        self._folders: set[Path] = set()

    async def put(self, data: bytes | AsyncIterator[bytes]) -> BlobInfo:
        """Write beside the place, sync, rename, sync the folder."""
        file, unfinished = await asyncio.to_thread(self._begin)
        try:
            with file:
                info = await write_pieces(data, write=partial(self._write, file))
                await asyncio.to_thread(self._sync, file)
            await asyncio.to_thread(self._finish, unfinished, self._path(info.digest))
        except BaseException:
            # Not in a thread: this also runs while the task is being cancelled.
            unfinished.unlink(missing_ok=True)
            raise
        return info

    async def get(self, digest: str) -> bytes:
        """Read the whole file."""
        return b"".join([piece async for piece in self.stream(digest)])

    async def stream(self, digest: str) -> AsyncIterator[bytes]:
        """Read the file piece by piece."""
        path = self._path(digest)
        with self._reporting(digest):
            file = await asyncio.to_thread(path.open, "rb")
            with file:
                async for piece in read_pieces(file, digest=digest):
                    yield piece

    async def size(self, digest: str) -> int:
        """Ask the file system."""
        path = self._path(digest)
        with self._reporting(digest):
            return (await asyncio.to_thread(path.stat)).st_size

    async def exists(self, digest: str) -> bool:
        """Ask the file system."""
        try:
            await self.size(digest)
        except BlobMissing:
            return False
        return True

    async def presign(self, digest: str, *, expires: timedelta, filename: str) -> str | None:  # noqa: ARG002 - the port's
        """Nobody serves these files but we."""
        require_digest(digest)
        return None

    async def lock(self, digest: str, *, until: datetime) -> bool:  # noqa: ARG002 - the port's
        """Whoever owns the folder can delete a file: there is no lock to promise."""
        await self.size(digest)
        return False

    async def delete(self, digest: str) -> None:
        """Remove the file, and see that it stays removed."""
        await asyncio.to_thread(self._delete, self._path(digest))

    async def put_named(self, name: str, data: bytes, *, until: datetime | None = None) -> None:  # noqa: ARG002 - the port's
        """Write beside the place and rename, as a blob."""
        await asyncio.to_thread(self._put_named, self._root / require_name(name), data)

    async def find_named(self, name: str) -> bytes | None:
        """Read the whole file."""
        path = self._root / require_name(name)
        try:
            with self._reporting(name):
                return await asyncio.to_thread(path.read_bytes)
        except BlobMissing:
            return None

    async def delete_named(self, folder: str) -> None:
        """Remove the folder."""
        path = self._root / require_name(folder)
        with self._reporting():
            await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)

    async def check(self) -> str:
        """Store, read and delete a file."""
        free = await asyncio.to_thread(self._try_out)
        return f"disk {self._root}: {free // 1_000_000_000} GB free"

    def _path(self, digest: str) -> Path:
        return self._root / require_digest(digest)[:2] / digest

    def _begin(self) -> tuple[IO[bytes], Path]:
        folder = self._root / _UNFINISHED
        with self._reporting():
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder)
            if not self._opened:
                self._opened = True
                _sync_folder(self._root.parent)
                _sweep(folder, now=os.fstat(descriptor).st_mtime)
        # Buffered: closing it waits for a thread that still writes when a put is cancelled.
        return os.fdopen(descriptor, "wb"), Path(name)

    def _write(self, file: IO[bytes], piece: bytes) -> None:
        with self._reporting():
            file.write(piece)

    def _sync(self, file: IO[bytes]) -> None:
        with self._reporting():
            file.flush()
            os.fsync(file.fileno())

    def _put_named(self, path: Path, data: bytes) -> None:
        file, unfinished = self._begin()
        try:
            with file:
                self._write(file, data)
                self._sync(file)
            self._finish(unfinished, path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def _finish(self, unfinished: Path, path: Path) -> None:
        with self._reporting():
            unfinished.chmod(_READ_ONLY)
            self._make_folder(path.parent)
            # An existing file is replaced by the same content: a damaged one is whole again.
            unfinished.replace(path)
            _sync_folder(path.parent)

    def _make_folder(self, folder: Path) -> None:
        """Make it and what it lies in, each entered for good; once a process, but for deletions."""
        if folder in self._folders and folder.exists():
            return
        if folder != self._root:
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            _sync_folder(folder.parent)
        self._folders.add(folder)

    def _delete(self, path: Path) -> None:
        with self._reporting():
            if path.exists():
                path.unlink(missing_ok=True)
                _sync_folder(path.parent)

    def _try_out(self) -> int:
        file, unfinished = self._begin()
        with file:
            self._write(file, b"congvu")
            self._sync(file)
        unfinished.unlink()
        return shutil.disk_usage(self._root).free

    @contextlib.contextmanager
    def _reporting(self, digest: str | None = None) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            if digest is None:
                raise BlobStoreUnavailable(store=str(self._root), reason=str(error)) from error
            raise BlobMissing(digest=digest) from None
        except OSError as error:
            raise BlobStoreUnavailable(store=str(self._root), reason=str(error)) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: Path, *, now: float) -> None:
    """Remove what killed writers left a day ago or earlier, by the file system's clock."""
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < now - _ABANDONED_SECONDS:
                path.unlink()
