"""The PDF chain step by step at about 1 MB, beside plain pyHanko in the same kind of process."""

import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from bench.paper import (
    AGENCY,
    NAME,
    NUMBER,
    PERSON_KEY,
    PLAN,
    SEAL,
    SEAL_KEY,
    STAMP,
    office_pdf,
)
from bench.table import Figure
from bench.timing import Timings, time_calls
from signing.service import Signing
from signing.settings import SigningSettings
from signing.verdicts import Outcome
from signing.workers import WorkerPool

NOW = datetime(2024, 11, 25, 1, 30, tzinfo=UTC)
TIMES = 40
WARMING = 3
PEER = "plain pyHanko"

Step = Callable[[int], Awaitable[object]]


class Unsound(Exception):
    """What was made here does not verify: nothing may be concluded from its speed."""


async def measure() -> list[Figure]:
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
                return await _steps(ours, peer)
            finally:
                await peer.aclose()


async def _steps(ours: Signing, peer: WorkerPool) -> list[Figure]:
    pdf = office_pdf(now=NOW)
    prepared = await ours.prepare(pdf, PLAN)
    signed = await ours.sign_person(prepared, key=PERSON_KEY, stamp=STAMP, now=NOW)
    sealed = await ours.number_and_seal(signed, key=SEAL_KEY, number=NUMBER, seal=SEAL, now=NOW)
    peer_signed = cast("bytes", await peer.run("person", pdf, NOW))
    peer_sealed = cast("bytes", await peer.run("number_and_seal", peer_signed, NOW))
    verdict = await ours.verify(sealed, now=NOW)
    if verdict.outcome is not Outcome.VALID or not await peer.run("verify", peer_sealed, NOW):
        raise Unsound(verdict.reason)

    async def sign_person(_: int) -> None:
        ready = await ours.prepare(pdf, PLAN)
        await ours.sign_person(ready, key=PERSON_KEY, stamp=STAMP, now=NOW)

    size = f"{len(pdf) / 1e6:.1f} MB"
    return [
        *await _pair(
            f"prepare and sign as a person, {size}",
            sign_person,
            lambda _: peer.run("person", pdf, NOW),
        ),
        *await _pair(
            f"number and seal, {size}",
            lambda _: ours.number_and_seal(signed, key=SEAL_KEY, number=NUMBER, seal=SEAL, now=NOW),
            lambda _: peer.run("number_and_seal", peer_signed, NOW),
        ),
        *await _pair(
            f"verify three signatures, {size}",
            lambda _: ours.verify(sealed, now=NOW),
            lambda _: peer.run("verify", peer_sealed, NOW),
        ),
    ]


async def _pair(name: str, ours: Step, peer: Step) -> list[Figure]:
    """Ours and the peer's, in two turns each, so that a noisy minute meets both."""
    for step in (ours, peer):
        await time_calls(range(WARMING), step)
    turns = [await time_calls(range(TIMES // 2), step) for step in (ours, peer, peer, ours)]
    mine, others = _joined(turns[0], turns[3]), _joined(turns[1], turns[2])
    return [
        Figure(
            name=f"{name}, median",
            value=mine.median_ms,
            unit="ms",
            peer=PEER,
            peer_value=others.median_ms,
        ),
        Figure(
            name=f"{name}, p95",
            value=mine.p95_ms,
            unit="ms",
            peer=PEER,
            peer_value=others.p95_ms,
        ),
    ]


def _joined(first: Timings, second: Timings) -> Timings:
    return Timings([*first.seconds, *second.seconds], first.elapsed + second.elapsed)
