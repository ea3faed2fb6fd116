"""Where the data, the binaries and the socket lie, and which account owns them.

PostgreSQL refuses to run as root, so root runs it as an account without rights. That account may
be unable to enter the folder of the clone (/root is 0700); data and binaries then lie below one
of `_SYSTEM_PLACES`, and a note in the data folder says where.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from storage.postgres.accounts import Account, own_account
from storage.postgres.errors import PostgresFailed, PostgresNotOurs
from storage.postgres.processes import end_postmasters

_NOBODY = 65534
_SYSTEM_PLACES = (Path("/var/lib/congvu"), Path("/srv/congvu"), Path("/var/tmp/congvu"))  # noqa: S108 - kept only when root owns it
_NOTE = "WHERE.txt"
_SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")  # sun_path of unix(7) less what is put behind


@dataclass(frozen=True)
class Home:
    """The places of one embedded database; `root` holds `cluster` and unfinished ones."""

    data_dir: Path
    root: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """The data folder in PostgreSQL's sense."""
        return self.root / "cluster"

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return self.data_dir / "postgres.log"


def find_home(data_dir: Path) -> Home | None:
    """Return the home made for `data_dir` by an earlier start, or None."""
    root = _noted(data_dir) or data_dir
    if not (root / "cluster").exists():
        return None
    facts = (root / "cluster").stat()
    return Home(data_dir=data_dir, root=root, account=Account(uid=facts.st_uid, gid=facts.st_gid))


def make_data_dir(data_dir: Path) -> None:
    """Make the folder where it is missing; another account may pass through, not look around."""
    if not data_dir.exists():
        data_dir.mkdir(parents=True)
        data_dir.chmod(0o711)


def open_home(data_dir: Path) -> Home:
    """Return the home of `data_dir`, made where it is not there yet; the folder is locked by us."""
    home = find_home(data_dir)
    if home is None:
        return _new_home(data_dir)
    if os.getuid() not in (0, home.account.uid):
        raise PostgresNotOurs(path=home.cluster, owner=home.account.uid)
    if not home.account.can_enter(home.root):
        reason = f"user {home.account.uid} may no longer enter {home.root}; allow it (chmod o+x)."
        raise PostgresFailed(doing="opening its data", output=reason)
    return home


def _new_home(data_dir: Path) -> Home:
    if os.getuid() != 0:
        return Home(data_dir=data_dir, root=data_dir, account=own_account())
    account = Account(uid=_NOBODY, gid=_NOBODY)
    if account.can_enter(data_dir):
        return Home(data_dir=data_dir, root=data_dir, account=account)
    root = system_place() / _short_hash(data_dir)
    if root.exists():  # the data folder was emptied by hand: what it held is kept once, aside
        end_postmasters(root / "cluster")
        aside = root.with_name(root.name + ".previous")
        shutil.rmtree(aside, ignore_errors=True)
        root.rename(aside)
    root.mkdir(mode=0o711)
    (data_dir / _NOTE).write_text(
        f"The account that runs PostgreSQL may not enter this folder; its data lies in\n{root}\n",
        encoding="utf-8",
    )
    return Home(data_dir=data_dir, root=root, account=account)


def forget_home(home: Home) -> None:
    """Delete the data, the log and the note; the data folder itself stays, with its lock."""
    shutil.rmtree(home.root if home.root != home.data_dir else home.cluster, ignore_errors=True)
    for name in (_NOTE, home.log.name, home.log.name + ".1"):
        (home.data_dir / name).unlink(missing_ok=True)


def _noted(data_dir: Path) -> Path | None:
    note = data_dir / _NOTE
    if not note.is_file():
        return None
    root = Path(note.read_text(encoding="utf-8").splitlines()[1])
    return root if root.parent in _SYSTEM_PLACES else None


def system_place() -> Path:
    """Return the first system folder that is root's own and can be written; root only."""
    for place in _SYSTEM_PLACES:
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
            if place.lstat().st_uid == 0 and os.access(place, os.W_OK):
                return place
        except OSError:
            continue
    places = ", ".join(map(str, _SYSTEM_PLACES))
    raise PostgresFailed(doing="looking for a place", output=f"none of {places} can be written.")


def open_socket_folder(home: Home) -> Path:
    """Return an empty private folder (0700, the account's own) whose path is short enough."""
    name = f"congvu-{home.account.uid}-{_short_hash(home.root)}"
    for base in _socket_bases():
        folder = base / name
        if len(os.fsencode(folder)) > _SOCKET_LIMIT or not base.is_dir():
            continue
        try:
            return _private_folder(folder, account=home.account)
        except OSError:
            continue
    # Somebody else made our name in the shared folder: take one that cannot be foretold.
    folder = Path(tempfile.mkdtemp(prefix="congvu-", dir="/tmp"))
    os.chown(folder, home.account.uid, home.account.gid)
    return folder


def _socket_bases() -> list[Path]:
    if os.getuid() == 0:
        return [Path("/run"), Path("/tmp")]  # noqa: S108 - checked by _private_folder
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return [*([Path(runtime)] if runtime.startswith("/") else []), Path("/tmp")]  # noqa: S108


def _private_folder(folder: Path, *, account: Account) -> Path:
    if not folder.exists() and not folder.is_symlink():
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    facts = folder.lstat()
    private = stat.S_ISDIR(facts.st_mode) and stat.S_IMODE(facts.st_mode) == stat.S_IRWXU
    if not private or facts.st_uid != account.uid:
        raise PermissionError(folder)
    for leftover in folder.iterdir():
        leftover.unlink()
    return folder


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
