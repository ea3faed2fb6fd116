"""The register of incoming documents at 100,000, for one who sees 2,000 of them and for a clerk."""

from collections.abc import Mapping
from dataclasses import dataclass

from httpx2 import AsyncClient

from bench.filling import FREQUENT, INCOMING, OCCASIONAL, RARE, SPECIALIST
from bench.floors import query_p95
from bench.office import Office
from bench.table import Figure
from bench.timing import Timings, time_calls
from storage.vietnamese import fold

CLERK = "vanthu.huyen"
REQUESTS = 100
INBOX_AIM_MS = 100.0
_COLUMNS = (
    "i.id, i.state, i.arrival_number, i.arrived_at, i.number_and_symbol, i.issued_on,"
    " i.type_code, i.abstract, i.urgency, i.sender_name, i.medium, i.verdict, i.due_date"
)
_OWN = " AND i.id IN (SELECT incoming_id FROM task WHERE appointment_id = $2)"
_NEWEST = " ORDER BY i.arrived_at DESC, i.id DESC LIMIT 21"
_LIST = f"SELECT {_COLUMNS} FROM incoming_document i WHERE i.agency_id = $1"  # noqa: S608 - constants
_COUNTS = "SELECT i.state, count(*) FROM incoming_document i WHERE i.agency_id = $1"


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at the register: a path with its parameters, and its bare query."""

    name: str
    path: str
    parameters: Mapping[str, str]
    condition: str = ""
    aim: float | None = INBOX_AIM_MS


VIEWS = (
    View("newest 20", "/incoming", {}),
    View("assigned only", "/incoming", {"state": "assigned"}, " AND i.state = 'assigned'"),
    View(
        "search, rare words",
        "/incoming",
        {"q": RARE},
        "".join(f" AND i.folded LIKE '%{word}%'" for word in fold(RARE).split()),
    ),
    View(
        "search, frequent words",
        "/incoming",
        {"q": FREQUENT},
        "".join(f" AND i.folded LIKE '%{word}%'" for word in fold(FREQUENT).split()),
    ),
    View("search, words of no document", "/incoming", {"q": "zyx wvu"}, " AND false"),
    View("counts by state", "/incoming/counts", {}),
)


async def measure(office: Office) -> list[Figure]:
    """The specialist beside the clerk, view by view."""
    async with (
        office.served(worker=False),
        office.client(SPECIALIST) as specialist,
        office.client(CLERK) as clerk,
    ):
        figures: list[Figure] = []
        for view in VIEWS:
            ordinary = await _time(specialist, view)
            seeing_all = await _time(clerk, view)
            figures += await _compare(office, view, ordinary, seeing_all)
        figures.append(await _deep(specialist, clerk))
        figures.append(await _few(office, clerk))
    return figures


async def _few(office: Office, clerk: AsyncClient) -> Figure:
    """Whoever has the twenty oldest only must not wait for a walk past all the others."""
    actor = await office.actor(OCCASIONAL)
    async with office.client(OCCASIONAL) as occasional:
        measured = await _time(occasional, VIEWS[0])
    return Figure(
        name="inbox of 100,000, newest 20, one with 20 old tasks, p95",
        value=measured.p95_ms,
        unit="ms",
        peer="clerk",
        peer_value=(await _time(clerk, VIEWS[0])).p95_ms,
        floor=await _floor(office, VIEWS[0], _OWN, actor.agency_id, actor.appointment_id),
        floor_is="bare SQL",
        aim=INBOX_AIM_MS,
    )


async def _compare(
    office: Office, view: View, ordinary: Timings, seeing_all: Timings
) -> list[Figure]:
    actor = await office.actor(SPECIALIST)
    clerk = await office.actor(CLERK)
    own = await _floor(office, view, _OWN, actor.agency_id, actor.appointment_id)
    whole = await _floor(office, view, "", clerk.agency_id)
    name = f"inbox of {INCOMING // 1000},000, {view.name}"
    return [
        Figure(
            name=f"{name}, specialist, p95",
            value=ordinary.p95_ms,
            unit="ms",
            peer="clerk",
            peer_value=seeing_all.p95_ms,
            floor=own,
            floor_is="bare SQL",
            aim=view.aim,
        ),
        Figure(
            name=f"{name}, clerk, p95",
            value=seeing_all.p95_ms,
            unit="ms",
            peer="specialist",
            peer_value=ordinary.p95_ms,
            floor=whole,
            floor_is="bare SQL",
            aim=view.aim,
        ),
    ]


async def _time(client: AsyncClient, view: View) -> Timings:
    async def look(_: int) -> None:
        (await client.get(view.path, params=dict(view.parameters))).raise_for_status()

    await time_calls(range(10), look)
    return await time_calls(range(REQUESTS), look)


async def _floor(office: Office, view: View, visible: str, *arguments: object) -> float:
    if view.path.endswith("counts"):
        query = f"{_COUNTS}{visible} GROUP BY i.state"
    else:
        query = f"{_LIST}{visible}{view.condition}{_NEWEST}"
    return await query_p95(office, query, *arguments, count=REQUESTS)


async def _deep(specialist: AsyncClient, clerk: AsyncClient) -> Figure:
    """The fiftieth page costs what the first does, since a cursor names its place."""
    return Figure(
        name="inbox of 100,000, fiftieth page, specialist, p95",
        value=(await _fiftieth(specialist)).p95_ms,
        unit="ms",
        peer="clerk",
        peer_value=(await _fiftieth(clerk)).p95_ms,
        aim=INBOX_AIM_MS,
    )


async def _fiftieth(client: AsyncClient) -> Timings:
    cursor = ""
    for _ in range(49):
        page = await client.get("/incoming", params={"cursor": cursor} if cursor else {})
        cursor = page.raise_for_status().json()["next_cursor"]

    async def look(_: int) -> None:
        (await client.get("/incoming", params={"cursor": cursor})).raise_for_status()

    return await time_calls(range(REQUESTS), look)
