"""From the commit that queues the deliveries to the moment a commune can read the document."""

import time

from httpx2 import AsyncClient

from bench.floors import notify_p95
from bench.office import Office
from bench.outgoing import add_numbered
from bench.table import Figure
from bench.timing import Timings, wait_until
from services.documents.models.document import Document
from services.documents.service.issuing import complete_issue

RECEIVER = "vanthu.myhoa"
DOCUMENTS = 40
WARMING = 3
ARRIVAL_AIM_MS = 1000.0


async def measure(office: Office) -> list[Figure]:
    documents = await add_numbered(office, DOCUMENTS + WARMING, name="Công văn đo đường đi số")
    await office.forget_events()
    async with office.served(worker=True), office.client(RECEIVER) as client:
        for document in documents[:WARMING]:
            await _travel(office, client, document)
        begun = time.perf_counter()
        seconds = [await _travel(office, client, document) for document in documents[WARMING:]]
        measured = Timings(seconds, time.perf_counter() - begun)
    floor = await notify_p95(office)
    return [
        Figure(
            name="commit to readable at a receiver, p95",
            value=measured.p95_ms,
            unit="ms",
            floor=floor,
            floor_is="NOTIFY and back",
            aim=ARRIVAL_AIM_MS,
        ),
        Figure(
            name="commit to readable at a receiver, median",
            value=measured.median_ms,
            unit="ms",
        ),
    ]


async def _travel(office: Office, client: AsyncClient, document: Document) -> float:
    """Seconds from the sender's commit until the receiver's first page shows the document.

    The verification of the one before may still be under way: the worker is not idle.
    """
    async with office.database.session() as session:
        own = await session.get_one(Document, document.id)
        await complete_issue(session, document=own, digest=office.template.sealed, now=office.now)
        await session.commit()
    committed = time.perf_counter()

    async def is_readable() -> bool:
        page = await client.get("/incoming", params={"limit": 1})
        rows = page.raise_for_status().json()["items"]
        return bool(rows) and rows[0]["abstract"] == document.abstract

    await wait_until(is_readable, every=0.005)
    return time.perf_counter() - committed
