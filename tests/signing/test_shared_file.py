"""A PDF goes to a worker and back through memory that both see, each part of it once."""

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signing.errors import UnreadablePdf, WorkerCrashed
from signing.pades.files import end_line
from signing.settings import SigningSettings
from signing.shared_file import LARGE, SharedFile
from signing.workers import WorkerPool

TASKS = "tests.signing.slow_tasks:BadTasks"


@pytest.fixture(scope="module")
async def pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerPool]:
    folder = tmp_path_factory.mktemp("shared")
    opened = WorkerPool(SigningSettings(key_dir=folder, workers=1, memory_mib=256), tasks=TASKS)
    await opened.start()
    yield opened
    await opened.aclose()


@pytest.mark.parametrize("size", [0, 1, LARGE + 1])
async def test_what_a_worker_appends_comes_back_behind_what_was_given(
    pool: WorkerPool, size: int
) -> None:
    given = os.urandom(size)
    assert await pool.run("append", given, b"tail") == given + b"tail"
    assert await pool.run("echo", given) == given
    assert await pool.run("reverse", given) == given[::-1]


async def test_a_worker_cannot_change_what_was_given(pool: WorkerPool) -> None:
    assert await pool.run("overwrite", b"signed content") == b"signed content"


async def test_a_worker_that_cuts_the_file_is_replaced(pool: WorkerPool) -> None:
    with pytest.raises(WorkerCrashed):
        await pool.run("cut", b"signed content")
    assert await pool.run("append", b"a", b"b") == b"ab"


async def test_the_shared_file_is_capped_too(pool: WorkerPool) -> None:
    with pytest.raises(UnreadablePdf):
        await pool.run("grow", b"", 300)
    assert await pool.run("append", b"a", b"b") == b"ab"


def test_nothing_is_kept_when_it_is_cleared() -> None:
    file = SharedFile.create()
    file.put(b"12345")
    file.put(b"ab", at=1)
    assert (file.size, file.read(0, 3)) == (3, b"1ab")
    with pytest.raises(EOFError):
        file.read(0, 4)
    file.clear()
    assert file.size == 0


@pytest.mark.parametrize(("given", "made"), [(b"a", b"a\n"), (b"a\n", b"a\n"), (b"a\r", b"a\r")])
def test_a_file_ends_with_its_line(given: bytes, made: bytes) -> None:
    file = io.BytesIO(given)
    end_line(file)
    assert file.getvalue() == made


def test_a_file_on_disk_does_where_there_is_none_in_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    file = SharedFile.create()
    file.put(b"12345")
    assert file.read(1, 3) == b"23"
