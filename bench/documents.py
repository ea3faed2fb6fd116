"""Issuing to thirteen communes: the request alone, and the way to the last commune's desk."""

import asyncio
import time
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from httpx2 import AsyncClient

from bench.floors import bare_issues
from bench.office import Office
from bench.outgoing import TYPE_CODE, add_signed
from bench.paper import NUMBER, SEAL, SEAL_KEY
from bench.table import Figure
from bench.timing import P95, Timings, percentile, time_calls, wait_until
from storage.database import plain_url

CLERK = "vanthu.huyen"
RECEIVERS = 13
REQUESTS = 200
CLIENTS = (1, 4, 8)
CARRIED = 40
AT_ONCE = 4
ISSUE_AIM_MS = 150.0
_STANDS = """
    SELECT count(*) AS arrived, count(*) FILTER (WHERE i.verdict = 'valid') AS valid
    FROM incoming_document i JOIN delivery d ON d.id = i.delivery_id WHERE d.document_id = $1
"""


async def measure(office: Office) -> list[Figure]:
    """The requests without a worker, so that nothing else is measured; then the whole way."""
    figures = await _requests(office)
    await office.forget_events()
    return figures + await _whole_way(office)


async def _requests(office: Office) -> list[Figure]:
    ids = await add_signed(office, REQUESTS * len(CLIENTS), name="Công văn phát hành số")
    bare = await add_signed(office, REQUESTS, name="Công văn đo nền số")
    figures: list[Figure] = []
    async with office.served(worker=False), office.client(CLERK) as client:

        async def issue(document_id: UUID) -> None:
            await post_issue(client, document_id)

        for at, clients in enumerate(CLIENTS):
            chosen = ids[at * REQUESTS : (at + 1) * REQUESTS]
            measured = await time_calls(chosen, issue, clients=clients)
            floor = await bare_issues(office, bare, clients=clients)
            figures += _request_figures(measured, floor, clients)
    return figures


def _request_figures(measured: Timings, floor: Timings, clients: int) -> list[Figure]:
    return [
        Figure(
            name=f"issue, request alone, c={clients}, p95",
            value=measured.p95_ms,
            unit="ms",
            floor=floor.p95_ms,
            floor_is="bare SQL",
            aim=ISSUE_AIM_MS,
        ),
        Figure(
            name=f"issue, request alone, c={clients}",
            value=measured.per_second,
            unit="documents/s",
            floor=floor.per_second,
            floor_is="bare SQL",
        ),
    ]


async def post_issue(client: AsyncClient, document_id: UUID) -> None:
    (await client.post(f"/documents/{document_id}/issue")).raise_for_status()


@dataclass(frozen=True, slots=True)
class Way:
    """Seconds from the request's start until the document stood at all thirteen."""

    arrived: float
    valid: float


async def _whole_way(office: Office) -> list[Figure]:
    ids = await add_signed(office, CARRIED + AT_ONCE, name="Công văn đi hết đường số")
    async with (
        office.served(worker=True),
        office.client(CLERK) as client,
        asyncpg.create_pool(plain_url(office.url), min_size=AT_ONCE, max_size=AT_ONCE) as pool,
    ):
        ways: list[Way] = []

        async def carry(document_id: UUID) -> None:
            ways.append(await _follow(client, pool, document_id))

        await time_calls(ids[:AT_ONCE], carry, clients=AT_ONCE)  # workers have warmed up
        ways.clear()
        carried = await time_calls(ids[AT_ONCE:], carry, clients=AT_ONCE)
    chain = await _chain_alone(office)
    return [
        Figure(
            name=f"issue to verified at 13, c={AT_ONCE}",
            value=carried.per_second,
            unit="documents/s",
            floor=chain.per_second,
            floor_is="PDF work alone",
        ),
        Figure(
            name=f"issue to arrived at 13, c={AT_ONCE}, p95",
            value=1000 * percentile([way.arrived for way in ways], P95),
            unit="ms",
        ),
        Figure(
            name=f"issue to verified at 13, c={AT_ONCE}, p95",
            value=1000 * percentile([way.valid for way in ways], P95),
            unit="ms",
            floor=chain.p95_ms,
            floor_is="PDF work alone",
        ),
    ]


async def _follow(
    client: AsyncClient, pool: "asyncpg.Pool[asyncpg.Record]", document_id: UUID
) -> Way:
    begun = time.perf_counter()
    seen: dict[str, float] = {}
    await post_issue(client, document_id)

    async def done() -> bool:
        stands = await pool.fetchrow(_STANDS, document_id)
        for name in ("arrived", "valid"):
            if stands is not None and stands[name] == RECEIVERS:
                seen.setdefault(name, time.perf_counter() - begun)
        return "valid" in seen

    await wait_until(done, every=0.02)
    return Way(seen["arrived"], seen["valid"])


async def _chain_alone(office: Office) -> Timings:
    """Number, seal, archiving and verification of as many files, nothing around them."""
    signed = await office.blobs.get(office.template.signed)
    now = office.now
    level = office.signing.settings.level_of(TYPE_CODE)

    async def chain(_: int) -> None:
        sealed = await office.signing.number_and_seal(
            signed, key=SEAL_KEY, number=NUMBER, seal=SEAL, now=now
        )
        archived = await office.signing.archive(sealed, level=level, now=now)
        await office.signing.verify(archived.pdf, now=now)

    await asyncio.gather(chain(0), chain(1))
    return await time_calls(range(CARRIED), chain, clients=AT_ONCE)
