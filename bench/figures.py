"""Ratios and questions over a journal of ten million acts: seen, opened, counted anew, asked."""

import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from httpx2 import AsyncClient, Response

from bench.busy_year import ALL, fill_year
from bench.filling import settle_statistics
from bench.floors import query_p95
from bench.office import Office, open_office
from bench.table import Figure
from bench.timing import Timings, time_calls, wait_until
from services.statistics.registers import BY_MOMENT, Register
from services.statistics.service.collecting import recount

AUDITOR = "kiemtra"
REQUESTS = 60
QUESTIONS_ASKED = 5  # some take seconds
DASHBOARD_AIM_MS = 200.0
DRILL_DOWN_AIM_MS = 300.0
RECOUNT_AIM_S = 60.0
SEQUENCING_SECONDS = 3600
SEQUENCING_AIM = 20_000.0
# The demonstration stands in April; a year is looked at from its end.
UNTIL_DECEMBER = timedelta(days=250)
QUESTIONS = {
    "everything": ("acts", {}),
    "who read": ("reads", {}),
    "for whom": ("behalf", {}),
    "after signing": ("after_signing", {}),
    "after signing, changed": ("after_signing", {"finding": "changed"}),
    "numbers": ("numbers", {}),
    "outside hours": ("hours", {}),
}
_SUMS = """
    SELECT name, month, reason, sum(count) FROM register_month
    WHERE month >= $1::date GROUP BY 1, 2, 3
"""
_RECORDS = """
    SELECT record_id FROM register_record
    WHERE name = 'exchange' AND until IS NULL ORDER BY day DESC, record_id LIMIT 20
"""
_RECORD = """
    SELECT * FROM register_exchange v JOIN journal_entry e
        ON e.subject_type = 'document' AND e.subject_id = v.id
    JOIN journal_leaf l ON l.entry_id = e.id WHERE v.id = $1
"""
# What a program without a memory would do for one dashboard.
_COUNT = """
    SELECT agency_id, reporting_month(day), reason, count(*) FROM register_{} GROUP BY 1, 2, 3
"""
_NEWEST = "SELECT * FROM journal_entry WHERE at < $1 ORDER BY at DESC, id DESC LIMIT 21"


async def measure() -> list[Figure]:
    async with open_office(filled=False) as office:
        office.offset += UNTIL_DECEMBER
        await _fill(office)
        figures = await _counted(office)
        async with office.served(worker=True):
            figures.append(await _wait_for_leaves(office))
            await settle_statistics(office.database)
            async with office.client(AUDITOR) as client:
                secret = client.headers["Authorization"].removeprefix("Bearer ")
                async with AsyncClient(
                    base_url=office.address, cookies={"congvu_session": secret}, timeout=60
                ) as browser:
                    figures += await _seen(office, client, browser)
                    figures += await _opened(office, client, browser)
                    figures += await _asked(office, client)
    return figures


async def _fill(office: Office) -> None:
    begun = time.perf_counter()
    async with office.connection() as connection:
        acts = await fill_year(connection, documents=ALL, now=office.now)
    await settle_statistics(office.database)
    _tell(f"{acts:,} acts of {ALL:,} documents", begun)


async def _wait_for_leaves(office: Office) -> Figure:
    """Every act in the tree, under a signed checkpoint, its tiles in the store."""
    async with office.connection() as connection:
        acts = await connection.fetchval("SELECT count(*) FROM journal_pending")
        begun = time.perf_counter()

        async def none_waits() -> bool:
            return not await connection.fetchval("SELECT EXISTS (SELECT FROM journal_pending)")

        await wait_until(none_waits, every=1, within=SEQUENCING_SECONDS)
    _tell("sequenced", begun)
    return Figure(
        name="sequencing of all of it, beside a server",
        value=acts / (time.perf_counter() - begun),
        unit="entries/s",
        aim=SEQUENCING_AIM,
    )


async def _counted(office: Office) -> list[Figure]:
    """Everything into an empty memory, and everything again, which changes nothing."""
    first = await _recount(office)
    again = await _recount(office)
    return [
        Figure(
            name="yearly recompute of every register",
            value=again,
            unit="s",
            peer="into an empty memory",
            peer_value=first,
            floor=await _count_views(office),
            floor_is="GROUP BY over the views",
            aim=RECOUNT_AIM_S,
        )
    ]


async def _recount(office: Office) -> float:
    begun = time.perf_counter()
    async with office.database.session() as session:
        await recount(session, now=office.now)
        await session.commit()
    return time.perf_counter() - begun


async def _count_views(office: Office) -> float:
    begun = time.perf_counter()
    async with office.connection() as connection:
        for register in Register:
            if register not in BY_MOMENT:
                await connection.fetch(_COUNT.format(register))
    return time.perf_counter() - begun


async def _seen(office: Office, client: AsyncClient, browser: AsyncClient) -> list[Figure]:
    year: dict[str, str | list[str]] = {"period": str(office.now.year)}
    both = {**year, "source": ["all", "guard"]}
    shown = await _time(lambda: client.get("/indicators", params=both))
    page = await _time(lambda: browser.get("/indicators", params=year))
    floor = await query_p95(
        office, _SUMS, office.now.date().replace(year=office.now.year - 1), count=REQUESTS
    )
    sums = "the sums of months alone"
    return [
        _figure("dashboard, API", shown, DASHBOARD_AIM_MS, floor=floor, floor_is=sums),
        _figure("dashboard, page", page, DASHBOARD_AIM_MS, peer="its API call", peer_value=shown),
    ]


async def _opened(office: Office, client: AsyncClient, browser: AsyncClient) -> list[Figure]:
    """From the district's figure to a record with its proof, each step as API and as page."""
    async with office.connection() as connection:
        record = await connection.fetchval(_RECORDS)
    floor = await query_p95(office, _RECORD, record, count=REQUESTS)
    figures: list[Figure] = []
    for name, path, parameters in (
        ("an indicator", "/indicators/G07", {}),
        ("its agencies", "/indicators/G07/agencies", {}),
        ("a reported indicator", "/indicators/G01", {}),
        ("its reports", "/indicators/G01/evidence", {}),
        ("a guard of times", "/indicators/K06", {}),
        ("its records", "/indicators/G07/evidence", {}),
        ("its records that do not count", "/indicators/G07/evidence", {"counted": "false"}),
        ("assignments", "/indicators/K04/evidence", {}),
        ("a record with its proof", f"/indicators/G07/evidence/{record}", {}),
    ):
        asked = {"period": str(office.now.year), **parameters}
        answer = await _time(_getter(client, path, asked))
        figures.append(
            _figure(
                f"opened: {name}, API", answer, DRILL_DOWN_AIM_MS,
                floor=floor if "proof" in name else None, floor_is="bare SQL",
            )
        )  # fmt: skip
        if not path.endswith("agencies"):
            page = await _time(_getter(browser, path, asked))
            figures.append(
                _figure(
                    f"opened: {name}, page", page, DRILL_DOWN_AIM_MS,
                    peer="its API call", peer_value=answer,
                )
            )  # fmt: skip
    return figures


async def _asked(office: Office, client: AsyncClient) -> list[Figure]:
    """The auditor's ready questions, of the last thirty days and of a whole year."""
    floor = await query_p95(office, _NEWEST, datetime.now(UTC), count=REQUESTS)
    last = office.now.date().replace(day=1)
    year = {"since": last.replace(year=last.year - 1).isoformat(), "until": last.isoformat()}
    figures: list[Figure] = []
    for name, (path, parameters) in QUESTIONS.items():
        recent = await _time(
            _getter(client, f"/audit/questions/{path}", parameters), count=QUESTIONS_ASKED
        )
        whole = await _time(
            _getter(client, f"/audit/questions/{path}", {**year, **parameters}),
            count=QUESTIONS_ASKED,
        )
        figures += [
            _figure(
                f"asked: {name}, thirty days", recent, None,
                floor=floor, floor_is="the newest entries, bare SQL",
            ),
            _figure(
                f"asked: {name}, a year", whole, None,
                peer="thirty days", peer_value=recent,
            ),
        ]  # fmt: skip
    return figures


def _figure(  # noqa: PLR0913 - a figure has these parts
    name: str,
    measured: Timings,
    aim: float | None,
    *,
    peer: str = "",
    peer_value: Timings | None = None,
    floor: float | None = None,
    floor_is: str = "",
) -> Figure:
    print(f"{name}: {measured.p95_ms:.0f} ms", file=sys.stderr, flush=True)
    return Figure(
        name=f"{name}, p95",
        value=measured.p95_ms,
        unit="ms",
        peer=peer,
        peer_value=peer_value.p95_ms if peer_value else None,
        floor=floor,
        floor_is=floor_is if floor is not None else "",
        aim=aim,
    )


def _getter(
    client: AsyncClient, path: str, parameters: Mapping[str, str]
) -> Callable[[], Awaitable[Response]]:
    return lambda: client.get(path, params=dict(parameters))


async def _time(get: Callable[[], Awaitable[Response]], *, count: int | None = None) -> Timings:
    async def look(_: int) -> None:
        (await get()).raise_for_status()

    await time_calls(range(2), look)
    return await time_calls(range(count or REQUESTS), look)


def _tell(what: str, begun: float) -> None:
    print(f"{what}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
