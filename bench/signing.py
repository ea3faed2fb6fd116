"""The PDF chain step by step at about 1 MB, beside plain pyHanko in the same kind of process.

All of it on one core: bench, our worker and the peer's take turns.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from typing import cast

from bench.large_file import measure_large
from bench.paper import NUMBER, PERSON_KEY, RSA_KEY, SEAL, SEAL_KEY, office_pdf
from bench.signers import (
    FLOOR,
    NOW,
    PEER,
    TIMES,
    elliptic,
    floor_ms,
    one_core,
    open_both,
    rsa_2048,
    sign_person,
)
from bench.table import Figure
from bench.timing import Timings, time_calls
from signing.service import Signing
from signing.verdicts import Level, Outcome
from signing.workers import WorkerPool

WARMING = 3
#: The aims of the project for 1 MB at level B-B, stamp included.
BASIC_MS, BASIC_RSA_MS = 40.0, 45.0

Step = Callable[[int], Awaitable[object]]


class Unsound(Exception):
    """What was made here does not verify: nothing may be concluded from its speed."""


async def measure() -> list[Figure]:
    pdf = office_pdf(now=NOW)
    with one_core():
        async with open_both() as (ours, peer):
            figures = [*await _signing(ours, peer, pdf), *await _verifying(ours, peer, pdf)]
        async with open_both() as (ours, peer):
            figures += await measure_large(ours, peer, pdf)
    return figures


async def _signing(ours: Signing, peer: WorkerPool, pdf: bytes) -> list[Figure]:
    size = f"{len(pdf) / 1e6:.1f} MB"
    floor = await floor_ms(pdf)
    signed = await sign_person(ours, pdf)
    peer_signed = cast("bytes", await peer.run("person", pdf, NOW))
    basic = [
        await _pair(
            f"make fields, sign as a person, B-B, {key_is}{size}",
            partial(_basic, ours, pdf, key),
            partial(_ask, peer, method, pdf),
            peer_is=peer_is,
            floor=await floor_ms(pdf, make_key),
            aim=aim,
        )
        for method, peer_is, key, key_is, make_key, aim in (
            ("person_basic", PEER, PERSON_KEY, "", elliptic, BASIC_MS),
            ("person_vietnamese", f"{PEER}, stamp like ours", PERSON_KEY, "", elliptic, BASIC_MS),
            ("person_rsa", PEER, RSA_KEY, "RSA-2048, ", rsa_2048, BASIC_RSA_MS),
        )
    ]
    return [
        *(figure for pair in basic for figure in pair),
        *await _pair(
            f"make fields, sign as a person, B-T, {size}",
            lambda _: sign_person(ours, pdf),
            lambda _: peer.run("person", pdf, NOW),
            floor=floor,
        ),
        *await _pair(
            f"number and seal, B-T, {size}",
            lambda _: ours.number_and_seal(signed, key=SEAL_KEY, number=NUMBER, seal=SEAL, now=NOW),
            lambda _: peer.run("number_and_seal", peer_signed, NOW),
            floor=2 * floor,
        ),
    ]


async def _basic(ours: Signing, pdf: bytes, key: str, _: int) -> object:
    return await sign_person(ours, pdf, Level.B_B, key)


async def _ask(peer: WorkerPool, method: str, pdf: bytes, _: int) -> object:
    return await peer.run(method, pdf, NOW)


async def _verifying(ours: Signing, peer: WorkerPool, pdf: bytes) -> list[Figure]:
    sealed = await ours.number_and_seal(
        await sign_person(ours, pdf), key=SEAL_KEY, number=NUMBER, seal=SEAL, now=NOW
    )
    signed = await peer.run("person", pdf, NOW)
    peer_sealed = await peer.run("number_and_seal", signed, NOW)
    verdict = await ours.verify(sealed, now=NOW)
    if verdict.outcome is not Outcome.VALID or not await peer.run("verify", peer_sealed, NOW):
        raise Unsound(verdict.reason)
    name = f"verify three signatures, {len(pdf) / 1e6:.1f} MB"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(sealed)
        file.flush()
        return [
            *await _pair(
                name,
                lambda _: ours.verify(sealed, now=NOW),
                lambda _: peer.run("verify", peer_sealed, NOW),
            ),
            *await _pair(
                name,
                lambda _: ours.verify(sealed, now=NOW),
                lambda _: _pdfsig(file.name),
                peer_is="pdfsig without certificates",
            ),
        ]


async def _pdfsig(path: str) -> None:
    """Poppler's: the digests and the signatures' values, neither chain nor what was changed."""
    null = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        "pdfsig", "-nocert", path, stdout=null, stderr=null
    )
    if await process.wait():
        raise Unsound("pdfsig")


async def _pair(
    name: str,
    ours: Step,
    peer: Step,
    *,
    peer_is: str = PEER,
    floor: float | None = None,
    aim: float | None = None,
) -> list[Figure]:
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
            peer=peer_is,
            peer_value=others.median_ms,
            floor=floor,
            floor_is=FLOOR if floor else "",
            aim=aim,
        ),
        Figure(
            name=f"{name}, p95",
            value=mine.p95_ms,
            unit="ms",
            peer=peer_is,
            peer_value=others.p95_ms,
        ),
    ]


def _joined(first: Timings, second: Timings) -> Timings:
    return Timings([*first.seconds, *second.seconds], first.elapsed + second.elapsed)
