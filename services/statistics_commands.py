"""`congvu statistics ...`: what an office runs by hand about its figures."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.clock import Clock
from services.running import database_url
from services.settings import ServiceSettings
from services.statistics.main import Recounted, recount
from storage.database import Database

statistics = typer.Typer(help="The figures: count them anew.", no_args_is_help=True)

#: Neither success nor a failure to run: something differed.
DIFFERED = 3


@statistics.command("recompute")
def recompute(
    *,
    why: Annotated[
        str, typer.Option(help="written into the edition that mends what differed")
    ] = "recount",
    check: Annotated[bool, typer.Option("--check", help="compare, and mend nothing")] = False,
) -> None:
    """Count everything from the registers and compare. Exit 0: the same, 3: something differed."""
    begun = datetime.now(UTC)
    found = asyncio.run(_recount(database_url(), why=why, check=check))
    for line in lines_of(found):
        typer.echo(line)
    took = (datetime.now(UTC) - begun).total_seconds()
    said = (
        "everything is as counted"
        if found.same
        else "differed; "
        + ("nothing was changed" if check else f"mended in an edition that says: {why}")
    )
    typer.echo(f"{said} ({took:.1f} s)")
    raise typer.Exit(0 if found.same else DIFFERED)


def lines_of(found: Recounted) -> list[str]:
    """One a difference: register, agency, month, reason, and how many records."""
    records = [
        f"{one.register} {one.agency_code or '-'} {one.month:%Y-%m} {one.reason}: "
        f"{one.closed} no longer so, {one.opened} not counted"
        for one in found.differences
    ]
    sums = [
        f"{one.register} {one.agency_code or '-'} {one.month:%Y-%m} {one.reason}: "
        f"the sum was {one.was}, its records are {one.counted}"
        for one in found.sums
    ]
    return records + sums


async def _recount(url: str, *, why: str, check: bool) -> Recounted:
    # The whole count may take as long as it needs; only collecting waits for it.
    database = Database(url, pool_size=1, statement_timeout_ms=0)
    try:
        async with database.session() as session:
            now = Clock(ServiceSettings().clock_offset).now()
            found = await recount(session, now=now, why=why)
            await (session.rollback() if check else session.commit())
    finally:
        await database.aclose()
    return found
