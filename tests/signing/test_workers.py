"""The pool: caps on time and memory, replacement, and no orphan after a kill -9."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signing.errors import (
    FieldMissing,
    SigningBusy,
    SigningStopped,
    SigningTimeout,
    UnreadablePdf,
    WorkerCrashed,
)
from signing.settings import SigningSettings
from signing.workers import WorkerPool

TASKS = "tests.signing.slow_tasks:BadTasks"


@pytest.fixture(scope="module")
async def pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerPool]:
    settings = SigningSettings(
        key_dir=tmp_path_factory.mktemp("pool"),
        workers=1,
        timeout_seconds=30,
        memory_mib=512,
        queue_length=2,
    )
    opened = WorkerPool(settings, tasks=TASKS)
    await opened.start()
    yield opened
    await opened.aclose()


async def test_a_task_that_hangs_is_killed_and_the_pool_goes_on(tmp_path: Path) -> None:
    settings = SigningSettings(key_dir=tmp_path, workers=1, timeout_seconds=0.5)
    pool = WorkerPool(settings, tasks=TASKS)
    await pool.start()
    before = pool.pids
    with pytest.raises(SigningTimeout) as late:
        await pool.run("sleep", 60)
    assert late.value.seconds == 0.5
    assert await pool.run("echo", "next") == "next"
    assert pool.pids != before
    assert not _runs(before[0])
    await pool.aclose()


async def test_a_crash_costs_one_caller(pool: WorkerPool) -> None:
    with pytest.raises(WorkerCrashed) as crashed:
        await pool.run("die")
    assert crashed.value.task == "die"
    assert await pool.run("echo", 1) == 1


async def test_a_worker_killed_while_idle_is_replaced(pool: WorkerPool) -> None:
    assert await pool.run("echo", 1) == 1
    os.kill(pool.pids[0], signal.SIGKILL)
    await asyncio.sleep(0.1)
    assert await pool.run("echo", 2) == 2


async def test_memory_is_capped(pool: WorkerPool) -> None:
    with pytest.raises(UnreadablePdf) as refused:
        await pool.run("eat", 2048)
    assert refused.value.reason == "memory"
    assert await pool.run("echo", "alive") == "alive"


async def test_errors_travel(pool: WorkerPool) -> None:
    with pytest.raises(FieldMissing) as missing:
        await pool.run("fail", "ours")
    assert missing.value.field == "CongvuSeal"
    with pytest.raises(UnreadablePdf) as unexpected:
        await pool.run("fail", "theirs")
    assert unexpected.value.reason == "unexpected:ZeroDivisionError"


async def test_printing_does_not_disturb(pool: WorkerPool) -> None:
    assert await pool.run("chatter") == "done"


async def test_unknown_types_are_not_accepted(pool: WorkerPool) -> None:
    with pytest.raises(WorkerCrashed):
        await pool.run("smuggle")
    assert await pool.run("echo", 3) == 3


async def test_secrets_of_the_environment_stay_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://congvu:secret@localhost/congvu")
    pool = WorkerPool(SigningSettings(key_dir=tmp_path, workers=1), tasks=TASKS)
    await pool.start()
    assert await pool.run("knows", "DATABASE_URL") is False
    assert await pool.run("knows", "PATH") is True
    await pool.aclose()


async def test_large_messages(pool: WorkerPool) -> None:
    big = os.urandom(20 * 1024 * 1024)
    assert await pool.run("echo", big) == big


async def test_a_cancelled_caller_gives_the_worker_back(pool: WorkerPool) -> None:
    waiting = asyncio.create_task(pool.run("sleep", 0.5))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await pool.run("echo", "free") == "free"


async def test_the_queue_is_bounded(pool: WorkerPool) -> None:
    results = await asyncio.gather(
        *(pool.run("sleep", 0.1) for _ in range(5)), return_exceptions=True
    )
    assert [type(one) for one in results].count(SigningBusy) == 2
    assert results.count(0.1) == 3


async def test_the_event_loop_stays_free(pool: WorkerPool) -> None:
    task = asyncio.create_task(pool.run("sleep", 1.0))
    longest, last = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    assert longest < 0.6


async def test_stopped_pool_refuses(tmp_path: Path) -> None:
    closed = WorkerPool(SigningSettings(key_dir=tmp_path), tasks=TASKS)
    with pytest.raises(SigningStopped):
        await closed.run("echo", 1)


async def test_closing_wakes_those_who_wait(tmp_path: Path) -> None:
    closing = WorkerPool(SigningSettings(key_dir=tmp_path, workers=1), tasks=TASKS)
    await closing.start()
    await closing.run("echo", 1)
    running = asyncio.create_task(closing.run("sleep", 30))
    waiting = asyncio.create_task(closing.run("echo", 2))
    await asyncio.sleep(0.05)
    await closing.aclose()
    with pytest.raises(WorkerCrashed):
        await running
    with pytest.raises(SigningStopped):
        await waiting


PARENT = """
import asyncio, sys
from signing.settings import SigningSettings
from signing.workers import WorkerPool

async def main():
    pool = WorkerPool(SigningSettings(workers=2), tasks="{tasks}")
    await pool.start()
    await asyncio.gather(pool.run("echo", 1), pool.run("echo", 2))
    print(*pool.pids, flush=True)
    await pool.run("sleep", 50)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends orphans only on Linux")
async def test_kill_of_the_parent_leaves_no_worker() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PARENT.format(tasks=TASKS),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert parent.stdout is not None
    pids = [int(word) for word in (await parent.stdout.readline()).split()]
    assert len(pids) == 2
    parent.kill()
    await parent.communicate()
    for _ in range(100):
        if not any(_runs(pid) for pid in pids):
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"workers {pids} outlived their parent")


def _runs(pid: int) -> bool:
    """Whether the process is there and no zombie (proc(5))."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
