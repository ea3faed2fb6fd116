"""Ours and plain pyHanko side by side, each with a warm worker process and the same keys."""

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from bench.paper import AGENCY, NAME, PERSON_KEY, PLAN, RSA_KEY, SEAL_KEY, STAMP
from bench.timing import time_calls
from signing.demo_ca import DemoAuthority
from signing.keys.files import PrivateKey
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
            DemoAuthority(settings.key_dir).issue(
                label=RSA_KEY,
                common_name=NAME,
                organisation=AGENCY,
                email="bench@thapmuoi.example",
                now=NOW - timedelta(days=30),
                private=rsa_2048(),
            )
            await peer.start()
            try:
                yield ours, peer
            finally:
                await peer.aclose()


async def sign_person(
    ours: Signing, pdf: bytes, level: Level = Level.B_T, key: str = PERSON_KEY
) -> bytes:
    """From the file without fields to the file with the leader's signature."""
    pdf = await ours.prepare(pdf, PLAN)
    return await ours.sign_person(pdf, key=key, stamp=STAMP, now=NOW, level=level)


def elliptic() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def rsa_2048() -> PrivateKey:
    return rsa.generate_private_key(65537, 2048)


async def floor_ms(pdf: bytes, make_key: Callable[[], PrivateKey] = elliptic) -> float:
    key = make_key()

    async def least(_: int) -> None:
        copy = bytes(bytearray(pdf))
        digest = hashlib.sha256(copy).digest()
        if isinstance(key, rsa.RSAPrivateKey):
            key.sign(digest, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.sign(digest, ec.ECDSA(hashes.SHA256()))

    return (await time_calls(range(TIMES), least)).median_ms
