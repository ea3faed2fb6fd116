"""Ours and plain pyHanko side by side, each with a warm worker process and the same keys."""

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bench.paper import AGENCY, NAME, PERSON_KEY, PLAN, SEAL_KEY, STAMP
from bench.timing import time_calls
from signing.service import Signing
from signing.settings import SigningSettings
from signing.verdicts import Level
from signing.workers import WorkerPool

NOW = datetime(2024, 11, 25, 1, 30, tzinfo=UTC)
TIMES = 40
PEER = "plain pyHanko"
#: Nobody signs with less: the file copied, its digest, one signature with the key.
FLOOR = "copy, digest, key"


@contextmanager
def one_core() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@asynccontextmanager
async def open_both() -> AsyncIterator[tuple[Signing, WorkerPool]]:
    """Ours and the peer, each with a worker process that is warm, and the same keys."""
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as folder:
        settings = SigningSettings(key_dir=Path(folder), workers=1)
        peer = WorkerPool(settings, tasks="bench.plain:PlainTasks")
        async with Signing(settings) as ours:
            for label, name in ((PERSON_KEY, NAME), (SEAL_KEY, AGENCY)):
                await ours.ensure_key(
                    label=label,
                    common_name=name,
                    organisation=AGENCY,
                    email="bench@thapmuoi.example",
                    now=NOW - timedelta(days=30),
                )
            await peer.start()
            try:
                yield ours, peer
            finally:
                await peer.aclose()


async def sign_person(ours: Signing, pdf: bytes, level: Level = Level.B_T) -> bytes:
    """From the file without fields to the file with the leader's signature."""
    pdf = await ours.prepare(pdf, PLAN)
    return await ours.sign_person(pdf, key=PERSON_KEY, stamp=STAMP, now=NOW, level=level)


async def floor_ms(pdf: bytes) -> float:
    key = ec.generate_private_key(ec.SECP256R1())

    async def least(_: int) -> None:
        copy = bytes(bytearray(pdf))
        key.sign(hashlib.sha256(copy).digest(), ec.ECDSA(hashes.SHA256()))

    return (await time_calls(range(TIMES), least)).median_ms
