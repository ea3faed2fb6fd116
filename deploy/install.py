"""Bring a virtual environment up to the lock files: `install.py VENV [runtime|dev|lock]`.

Needs Python's own library only. Does nothing when the environment is up to date, and repairs one
that was interrupted, moved, or made by a Python that is gone.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

_OLDEST = (3, 11)
_UV = "uv>=0.9"
_LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
_SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# uv does not read pip's configuration; this is how it calls the same things.
_PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
_COMPILING = [
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"),
    *("--group", "build", "--custom-compile-command", "make lock"),
]
_INDEXES = {"UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL"}


def main(venv: Path, wanted: str = "runtime") -> None:
    """Install what is missing for `wanted` (runtime or dev), or write both lock files (lock)."""
    if sys.version_info < _OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"Congvu needs Python 3.11 or newer and this is {found}. "
            "Name another one: make PYTHON=python3.11 ..."
        )
    folder = os.open(".", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # a second make waits here until the first is done
    stamp, unfinished = venv / "congvu-installed.json", venv / "congvu-unfinished"
    usable = _runs(venv) and not unfinished.exists()
    if usable and wanted in _LOCKS and _read(stamp).get(wanted) == _fingerprint(venv, wanted):
        return
    if wanted != "lock":
        print(f"Installing into {venv} (needed once) ...", flush=True)
    if not usable:
        _make_venv(venv, unfinished=unfinished)
    unfinished.touch()
    _fetch_uv(venv)
    if wanted == "lock":
        _write_locks(venv)
    else:
        _install(venv, lock=_LOCKS[wanted])
        # The development lock has everything of the other, in the same versions.
        done = ["runtime", "dev"] if wanted == "dev" else ["runtime"]
        stamp.write_text(json.dumps({name: _fingerprint(venv, name) for name in done}))
    unfinished.unlink()


def _runs(venv: Path) -> bool:
    """Tell whether the environment has a working interpreter of this very version."""
    program = "import sys; print(*sys.version_info[:2], sys.prefix)"
    python = _python(venv)
    if not python.exists():
        return False
    said = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    return said.stdout.strip() == f"{sys.version_info[0]} {sys.version_info[1]} {venv.resolve()}"


def _make_venv(venv: Path, *, unfinished: Path) -> None:
    """Start from nothing: what an interrupted installer left cannot be told from what is whole."""
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    unfinished.touch()
    made = subprocess.run([sys.executable, "-m", "venv", venv], check=False)
    if made.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        sys.exit("Python could not make a virtual environment: apt install python3-venv")


def _fingerprint(venv: Path, name: str) -> str:
    facts = hashlib.sha256(repr((sys.version_info[:2], str(venv.resolve()))).encode())
    for path in ("pyproject.toml", _LOCKS[name]):
        facts.update(Path(path).read_bytes())
    return facts.hexdigest()


def _read(stamp: Path) -> dict[str, str]:
    try:
        return dict(json.loads(stamp.read_text()))
    except (OSError, ValueError):
        return {}


def _install(venv: Path, *, lock: str) -> None:
    install = ["pip", "install", "--python", str(_python(venv))]
    _uv(venv, [*install, "--require-hashes", "-r", lock], doing="fetching the packages")
    # hatchling came with the lock, so that nothing is fetched outside of it.
    itself = ["--no-deps", "--no-build-isolation", "--offline", "--editable", "."]
    _uv(venv, [*install, *itself], doing="installing congvu itself")
    _keep_bytecode(venv)


def _keep_bytecode(venv: Path) -> None:
    """Import all once: what the first start would compile, and every start where none may keep it.

    With PYTHONDONTWRITEBYTECODE set, as in many containers, half of a start was compiling.
    """
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    program = "import services.commands, signing.tasks, signing.worker_main, meetings.media.process"
    # A tree that may not be written to starts as well, only later.
    subprocess.run([_python(venv), "-c", program], env=environment, check=False)


def _write_locks(venv: Path) -> None:
    compiling = ["pip", "compile", "--upgrade", *_COMPILING, "pyproject.toml", "-o"]
    doing = "choosing versions"
    # A folder of wheels nearby holds some of a version's files, and a lock made from it would
    # accept these only: the hashes come from the one index that has them all.
    alone = {"UV_INDEX": "", "UV_FIND_LINKS": ""}
    _uv(venv, [*compiling, _LOCKS["runtime"]], doing=doing, **alone)
    agreeing = ["--group", "dev", "--constraints", _LOCKS["runtime"]]
    _uv(venv, [*compiling, _LOCKS["dev"], *agreeing], doing=doing, **alone)


def _fetch_uv(venv: Path) -> None:
    pip = [str(_python(venv)), "-m", "pip"]
    quiet = ["--quiet", "--disable-pip-version-check"]
    _run([*pip, "install", *quiet, _UV], doing="fetching uv")


def _uv(venv: Path, words: list[str], *, doing: str, **environment: str) -> None:
    python = str(_python(venv))
    known = _uv_environment(python) | environment
    _run([python, "-m", "uv", "--quiet", *words], doing=doing, **known)


def _python(venv: Path) -> Path:
    return venv / "bin/python"


def _uv_environment(python: str) -> dict[str, str]:
    """Return what tells uv where pip would fetch from; what the user set for uv goes first."""
    said = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found: dict[str, str] = {}
    order = ("global.", "site.", "user.", "install.", ":env:.")
    lines = [line.partition("=") for line in said.splitlines()]
    for section in order:
        for key, _, value in lines:
            name = _PIP_TO_UV.get(key.removeprefix(section)) if key.startswith(section) else None
            if name:
                found[name] = str(ast.literal_eval(value))
    if _INDEXES & os.environ.keys():
        found = {name: value for name, value in found.items() if name not in _INDEXES}
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = ",".join(found["UV_FIND_LINKS"].split())
    # As pip does: all indexes are equal. The hashes in the lock say what is accepted from them.
    found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if _SYSTEM_CERTIFICATES.exists():
        found["UV_SYSTEM_CERTS"] = "true"  # with the office's own, which uv does not bring along
    if not os.access(Path("~").expanduser(), os.W_OK):
        found["UV_NO_CACHE"] = "true"  # an account without a home of its own
    return {name: value for name, value in found.items() if name not in os.environ}


def _run(command: list[str], *, doing: str, **environment: str) -> None:
    if subprocess.run(command, env={**os.environ, **environment}, check=False).returncode:
        sys.exit(f"The installation stopped while {doing}; the reason is above. Run it again.")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), *sys.argv[2:])
    except KeyboardInterrupt:
        sys.exit("Interrupted; the next make goes on from here.")
