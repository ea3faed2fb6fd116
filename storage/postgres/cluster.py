"""Making a new database cluster: complete, or not there at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from storage.postgres.errors import PostgresFailed
from storage.postgres.processes import ENVIRONMENT, launch_command

if TYPE_CHECKING:
    from storage.postgres.binaries import Binaries
    from storage.postgres.places import Home

NAME = "congvu"
_UNFINISHED = "cluster.new-"
_INITDB_SECONDS = 300
_BUILTIN_PROVIDER_SINCE = 17


def written_by(cluster: Path) -> str | None:
    """Return the major version in PG_VERSION, or None where there is no cluster."""
    try:
        return (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def make_cluster(home: Home, *, binaries: Binaries, durable: bool) -> None:
    """Run initdb beside the final place and move the result there.

    What an interrupted run left beside it is removed first.
    """
    for leftover in home.root.glob(_UNFINISHED + "*"):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=home.root))
    try:
        os.chown(unfinished, home.account.uid, home.account.gid)
        _run(_initdb(unfinished, binaries=binaries, durable=durable), home=home)
        _run(
            [str(binaries.folder / "postgres"), "--single", "-D", str(unfinished), "template1"],
            home=home,
            statement=f"CREATE DATABASE {NAME} OWNER {NAME};\n",
        )
        unfinished.rename(home.cluster)
        _sync_folder(home.root)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _initdb(folder: Path, *, binaries: Binaries, durable: bool) -> list[str]:
    command = [
        str(binaries.folder / "initdb"),
        f"--pgdata={folder}",
        f"--username={NAME}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--auth-local=trust",
        "--auth-host=reject",
        "--no-instructions",
    ]
    if binaries.major >= _BUILTIN_PROVIDER_SINCE:
        # The same order and the same upper and lower case whatever C library is below.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return command if durable else [*command, "--no-sync"]


def _run(command: list[str], *, home: Home, statement: str = "") -> None:
    words = launch_command(command, account=home.account, death_signal=signal.SIGKILL)
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        words,
        input=statement,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=_INITDB_SECONDS,
        cwd="/",
        env=ENVIRONMENT,
        start_new_session=True,
    )
    # `postgres --single` ends with 0 also when the statement failed.
    if done.returncode or "ERROR:" in done.stderr:
        said = " / ".join((done.stderr or done.stdout).strip().splitlines()[-4:])
        raise PostgresFailed(doing="making a new database", output=said)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
