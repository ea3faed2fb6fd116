"""The mortal worker as a process beside the tests."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from signing.service import Signing
from tests.office import OFFICE_DAY

KILLED = 9
UNHARMED = 0


@dataclass
class MortalWorker:
    """Starts workers on a test's database, blobs and keys that die at a chosen step."""

    process: asyncio.subprocess.Process
    keys: Path
    database_url: str = ""
    folder: Path = Path()

    async def run(self, point: str, number: int, *, slots: int = 4) -> int:
        """How it ended: KILLED, or UNHARMED when it never met its step."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {
            "point": point,
            "number": number,
            "slots": slots,
            "database_url": self.database_url,
            "folder": str(self.folder),
            "keys": str(self.keys),
            "now": OFFICE_DAY.isoformat(),
        }
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        await self.process.stdin.drain()
        return int(await self.process.stdout.readline())


@pytest.fixture(scope="session")
async def mortal_process(signing: Signing, key_dir: Path) -> AsyncIterator[MortalWorker]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.mortal_worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield MortalWorker(process, key_dir)
    await process.communicate(b"")  # closes its orders: it ends


@pytest.fixture
def mortal_worker(mortal_process: MortalWorker, database_url: str, tmp_path: Path) -> MortalWorker:
    mortal_process.database_url = database_url
    mortal_process.folder = tmp_path
    return mortal_process
