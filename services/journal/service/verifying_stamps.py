"""The time stamps of the checkpoints that stay, by the openssl command and the verifier's roots."""

import asyncio
import re
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from services.journal.service.sources import Source
from services.journal.service.verifying import Examined
from storage.merkle.notes import PublicKey

_TIME = re.compile(r"Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d+) GMT")


async def examine_stamps(
    source: Source, *, roots: Path, key: PublicKey | None, found: Examined
) -> None:
    for size in await source.list_kept():
        note, token = found.notes.get(size), await source.read(f"checkpoints/{size}.tst")
        if note is None or token is None:
            found.note(f"time stamp of {size} leaves", holds=False, said="missing")
            continue
        stamped = str(note.only(key) if key else note).encode()
        at = await asyncio.to_thread(_stamped_at, stamped, token, roots)
        found.note(
            f"time stamp of {size} leaves",
            holds=at is not None,
            said=f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "not of this checkpoint, or not trusted",
        )


def _stamped_at(data: bytes, token: bytes, roots: Path) -> datetime | None:
    """When, if the token is for the data and leads to the roots as of its own time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").write_bytes(data)
        (folder / "token").write_bytes(token)
        shown = _openssl("-reply", "-in", folder / "token", "-token_in", "-text")
        found = _TIME.search(shown or "")
        if not found:
            return None
        written = f"{found[1]} {found[2]} +0000"
        at = datetime.strptime(written, "%b %d %H:%M:%S %Y %z").astimezone(UTC)
        held = _openssl(
            *("-verify", "-data", folder / "data", "-in", folder / "token", "-token_in"),
            *("-CAfile", roots, "-attime", int(at.timestamp())),
        )
    return at if held is not None else None


def _openssl(*words: object) -> str | None:
    command = ["openssl", "ts", *map(str, words)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words and files
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
