"""The disk store where power, disks and people fail."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.blobs import BlobCorrupt, BlobSettings, BlobStoreUnavailable
from storage.blobs.disk import DiskBlobStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_ROOT = Path(__file__).parents[2]

# Stores one blob, says its digest, then goes on storing until it is killed.
_WRITER = textwrap.dedent("""
    import asyncio, os, pathlib, sys
    from storage.blobs.disk import DiskBlobStore
    async def slowly():
        while True:
            yield os.urandom(300_000)
            print("writing", flush=True)
    async def main():
        store = DiskBlobStore(pathlib.Path(sys.argv[1]))
        print((await store.put(b"kept")).digest, flush=True)
        await store.put(slowly())
    asyncio.run(main())
""")


async def collect(stream: AsyncIterator[bytes], into: list[bytes]) -> None:
    """Add every piece to `into`, so that a broken stream can be looked at."""
    async for piece in stream:
        into.append(piece)  # noqa: PERF401 - what came before the error counts


def files(root: Path) -> list[Path]:
    """Return every file below `root`."""
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_a_kill_in_the_middle_leaves_no_object(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    ) as writer:
        assert writer.stdout is not None
        digest = writer.stdout.readline().strip()
        for _ in range(8):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    (unfinished,) = (tmp_path / "unfinished").iterdir()
    assert unfinished.stat().st_size > 1_000_000, "it was in the middle"
    assert files(tmp_path) == sorted([tmp_path / digest[:2] / digest, unfinished])
    assert asyncio.run(DiskBlobStore(tmp_path).get(digest)) == b"kept"


async def test_what_killed_writers_left_is_removed_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "unfinished"
    folder.mkdir()
    old, young = folder / "old", folder / "young"
    for path, hours in ((old, 25), (young, 1)):
        path.write_bytes(b"half")
        past = time.time() - hours * 3600
        os.utime(path, (past, past))
    await DiskBlobStore(tmp_path).put(b"something")
    assert (old.exists(), young.exists()) == (False, True)


async def test_damage_is_told_and_mended_by_the_same_bytes(tmp_path: Path) -> None:
    store = DiskBlobStore(tmp_path)
    content = b"a" * 2_500_000
    info = await store.put(content)
    path = tmp_path / info.digest[:2] / info.digest
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(10)
        file.write(b"b")
    with pytest.raises(BlobCorrupt, match="Restore it from a backup") as told:
        await store.get(info.digest)
    assert told.value.digest == info.digest
    delivered: list[bytes] = []
    with pytest.raises(BlobCorrupt):
        await collect(store.stream(info.digest), delivered)
    assert 0 < sum(map(len, delivered)) < info.size, "never delivered complete"
    assert await store.put(content) == info
    assert await store.get(info.digest) == content


async def test_a_cancelled_put_leaves_nothing(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(2_000_000)
            begun.set()
            await asyncio.sleep(0)

    putting = asyncio.create_task(DiskBlobStore(tmp_path).put(endless()))
    await begun.wait()
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert files(tmp_path) == []


async def test_blobs_are_read_only_files(tmp_path: Path) -> None:
    info = await DiskBlobStore(tmp_path).put(b"signed")
    assert (tmp_path / info.digest[:2] / info.digest).stat().st_mode & 0o777 == 0o440


async def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path) -> None:
    async def too_much() -> AsyncIterator[bytes]:
        yield bytes(5_000_000)

    limit = 1_000_000
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(BlobStoreUnavailable, match=r"is not usable: .*File too large"):
            await DiskBlobStore(tmp_path).put(too_much())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert files(tmp_path) == []


async def test_a_folder_that_cannot_be_is_said_by_check(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BlobStoreUnavailable, match="file"):
        await DiskBlobStore(tmp_path / "file/blobs").check()


def test_settings_name_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_BLOBS_KIND", "s3")
    monkeypatch.setenv("CONGVU_BLOBS_ENDPOINT", "store.example:9000")
    monkeypatch.setenv("CONGVU_BLOBS_BUCKET", "congvu")
    monkeypatch.setenv("CONGVU_BLOBS_ACCESS_KEY", "visible-key")
    with pytest.raises(ValueError, match="CONGVU_BLOBS_SECRET_KEY is needed"):
        BlobSettings()
    monkeypatch.setenv("CONGVU_BLOBS_SECRET_KEY", "visible-secret")
    assert "visible" not in repr(BlobSettings())
    monkeypatch.setenv("CONGVU_BLOBS_ENDPOINT", "https://store.example")
    with pytest.raises(ValueError, match="without https"):
        BlobSettings()
