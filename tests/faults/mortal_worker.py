"""A worker that kills itself at one chosen step: `python -m tests.faults.mortal_worker`.

Reads one order a line (JSON) and answers each with how the worker ended: 0 when it came to the
end of its work, 9 when it killed itself. Each order runs in a process forked off here, so that
the dear imports are made once. Nothing in the program knows of this; the steps are found by
wrapping the commit of the engine and the blob store.
"""

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from auth.passwords import Passwords
from auth.settings import AuthSettings
from auth.tokens import Tokens, load_or_create_key
from services.app import CONSUMERS
from services.platform import Platform
from services.settings import ServiceSettings
from services.worker import Worker
from signing.service import Signing
from signing.settings import SigningSettings
from signing.shared_file import is_in_place
from signing.tasks import Tasks
from storage.blobs.disk import DiskBlobStore
from storage.blobs.port import BlobInfo
from storage.database import Database
from storage.sequencing.settings import JournalSettings
from tests.office import MovableClock


class Fate:
    """Counts the steps of its kind, and ends the process at the one it was told."""

    def __init__(self, point: str, number: int) -> None:
        self._point = point
        self._left = number

    def meet(self, point: str) -> None:
        if point != self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalStore(DiskBlobStore):
    def __init__(self, root: Path, fate: Fate) -> None:
        super().__init__(root)
        self._fate = fate

    async def put(self, data: bytes | AsyncIterator[bytes]) -> BlobInfo:
        self._fate.meet("before_blob")
        info = await super().put(data)
        self._fate.meet("after_blob")
        return info


class TasksHere:
    """The PDF work in a thread of this process: its own worker processes would cost a second."""

    def __init__(self, settings: SigningSettings) -> None:
        self._tasks = Tasks(settings)

    async def run(self, task: str, *arguments: object, seconds: float | None = None) -> object:
        del seconds  # The worker's death is what ends a task here.
        method = getattr(self._tasks, task)
        if not is_in_place(method):
            return await asyncio.to_thread(method, *arguments)
        given, *others = arguments
        file = io.BytesIO(cast("bytes", given))
        await asyncio.to_thread(method, file, *others)
        return file.getvalue()


class SigningHere(Signing):
    def __init__(self, settings: SigningSettings) -> None:
        super().__init__(settings)
        self._pool = TasksHere(settings)  # type: ignore[assignment]  # has the one method that is used


def make_mortal(database: Database, fate: Fate) -> None:
    """Let `fate` decide before every commit that reaches the server."""
    dialect = database.engine.sync_engine.dialect
    commit: Callable[[Any], None] = dialect.do_commit

    def do_commit(connection: Any) -> None:
        fate.meet("before_commit")
        commit(connection)

    dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]


async def work(order: dict[str, Any]) -> None:
    fate = Fate(order["point"], order["number"])
    folder = Path(order["folder"])
    settings = AuthSettings(token_key_file=folder / "token.pem")
    database = Database(order["database_url"], pool_size=8)
    make_mortal(database, fate)
    platform = Platform(
        settings=ServiceSettings(job_slots=order["slots"], job_backoff=timedelta(milliseconds=1)),
        auth_settings=settings,
        database=database,
        blobs=MortalStore(folder / "blobs", fate),
        journal=JournalSettings(key_file=folder / "journal.pem"),
        signing=SigningHere(SigningSettings(key_dir=Path(order["keys"]))),
        passwords=Passwords(threads=1),
        tokens=Tokens(
            private_key_pem=load_or_create_key(settings.token_key_file),
            issuer=settings.issuer,
            audience=settings.audience,
        ),
        clock=MovableClock(datetime.fromisoformat(order["now"])),
    )
    await Worker(platform, CONSUMERS).run_until_idle()
    await database.aclose()


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(work(json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{-code if code < 0 else code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
