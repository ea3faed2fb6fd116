"""Answers kept on disk, shared by the worker processes of a machine.

One file an answer: a line of JSON that says until when it may be used, then the answer.
Files are replaced in one step, so that no reader sees half of one; two processes that
fetch the same thing write the same thing twice.
"""

import contextlib
import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

from signing.keys.files import write_atomically

#: Kept no longer than this, whatever the answer says: somebody on the way may have
#: answered with a list of next year, and a fresh one shall be seen within a day.
LONGEST = timedelta(days=1)
_SUFFIX = ".answer"
_SHORT_HEADER = 256


class AnswerCache:
    """A folder of at most ``most_bytes``; the oldest go first. An unusable file is no file."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self._folder = folder
        self._most = most_bytes

    def find(self, key: bytes, *, now: datetime) -> bytes | None:
        """Return the answer kept under this key while it may be used."""
        try:
            header, _, body = self._path(key).read_bytes().partition(b"\n")
            if len(header) > _SHORT_HEADER:
                return None
            kept = json.loads(header)
            since = datetime.fromisoformat(kept["since"])
            until = datetime.fromisoformat(kept["until"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return body if since <= now < until else None

    def keep(self, key: bytes, answer: bytes, *, now: datetime, until: datetime) -> None:
        """Keep the answer until then, at most a day; a full disk is no reason to fail."""
        until = min(until, now + LONGEST)
        if until <= now or len(answer) > self._most:
            return
        header = json.dumps({"since": now.isoformat(), "until": until.isoformat()})
        with contextlib.suppress(OSError):
            write_atomically(self._path(key), header.encode() + b"\n" + answer)
            self._make_room()

    def _path(self, key: bytes) -> Path:
        return self._folder / (hashlib.sha256(key).hexdigest() + _SUFFIX)

    def _make_room(self) -> None:
        found = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            # Another process may have taken it away just now.
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                found.append((stat.st_mtime_ns, stat.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._most:
                return
            path.unlink(missing_ok=True)
            total -= size
