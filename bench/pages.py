"""Signing in, the desk, a document; through the API, and as the page a person sees."""

from collections.abc import Awaitable, Callable

from httpx2 import AsyncClient, Response

from auth.passwords import hash_password
from bench.filling import SPECIALIST
from bench.floors import query_p95
from bench.office import API, PASSWORD, Office
from bench.outgoing import add_numbered
from bench.table import Figure
from bench.timing import Timings, time_calls
from services.documents.models.document import Document
from services.documents.service.issuing import complete_issue

CLERK = "vanthu.huyen"
REQUESTS = 100
SIGN_INS = 40
_DOCUMENT = "SELECT * FROM document WHERE id = $1"
_WAITING = """
    SELECT i.* FROM incoming_document i JOIN task t ON t.incoming_id = i.id
    WHERE t.appointment_id = $1 AND t.state <> 'done' ORDER BY t.deadline LIMIT 20
"""


async def measure(office: Office) -> list[Figure]:
    document = await _issued(office)
    specialist = await office.actor(SPECIALIST)
    desk = await query_p95(office, _WAITING, specialist.appointment_id, count=REQUESTS)
    row = await query_p95(office, _DOCUMENT, document.id, count=REQUESTS)
    async with office.served(worker=False):
        figures = [await _sign_in(office)]
        for username in (SPECIALIST, CLERK):
            figures += await _both(office, username, "desk", "/desk", "/", desk)
        path = f"/documents/{document.id}"
        figures += await _both(office, CLERK, "issued document", path, path, row)
        figures += await _both(office, SPECIALIST, "inbox page", "/incoming", "/incoming", None)
    return figures


async def _issued(office: Office) -> Document:
    """A document with thirteen deliveries under way."""
    (document,) = await add_numbered(office, 1, name="Công văn để đọc số")
    async with office.database.session() as session:
        own = await session.get_one(Document, document.id)
        await complete_issue(session, document=own, digest=office.template.sealed, now=office.now)
        await session.commit()
    return document


async def _sign_in(office: Office) -> Figure:
    async def hash_once(_: int) -> None:
        hash_password(PASSWORD)

    async with AsyncClient(base_url=office.address + API, timeout=60) as client:

        async def sign_in(_: int) -> None:
            given = {"username": SPECIALIST, "password": PASSWORD}
            (await client.post("/sessions", json=given)).raise_for_status()

        await sign_in(0)
        measured = await time_calls(range(SIGN_INS), sign_in)
        floor = await time_calls(range(SIGN_INS), hash_once)
    return Figure(
        name="sign in, p95",
        value=measured.p95_ms,
        unit="ms",
        floor=floor.p95_ms,
        floor_is="argon2id alone",
    )


async def _both(
    office: Office, username: str, name: str, api_path: str, page_path: str, floor: float | None
) -> list[Figure]:
    """The API's answer, and the page made of it; the second has the first as its peer."""
    async with office.client(username) as client:
        answer = await _time(lambda: client.get(api_path))
        secret = client.headers["Authorization"].removeprefix("Bearer ")
        async with AsyncClient(
            base_url=office.address, cookies={"congvu_session": secret}, timeout=60
        ) as browser:
            page = await _time(lambda: browser.get(page_path))
    who = f"{name}, {username.split('.', maxsplit=1)[0]}"
    return [
        Figure(
            name=f"{who}, API, p95",
            value=answer.p95_ms,
            unit="ms",
            floor=floor,
            floor_is="bare SQL" if floor else "",
        ),
        Figure(
            name=f"{who}, page, p95",
            value=page.p95_ms,
            unit="ms",
            peer="its API call",
            peer_value=answer.p95_ms,
        ),
    ]


async def _time(get: Callable[[], Awaitable[Response]]) -> Timings:
    async def look(_: int) -> None:
        (await get()).raise_for_status()

    await time_calls(range(10), look)
    return await time_calls(range(REQUESTS), look)
