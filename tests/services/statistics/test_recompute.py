"""`congvu statistics recompute`: says what differed, mends it with a reason, and ends by it."""

import asyncio
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from sqlalchemy import text
from sqlmodel import select
from typer.testing import CliRunner

from services.commands import cli
from services.statistics.models.memory import RegisterEdition
from tests.office import Office
from tests.services.statistics.records import DISTRICT, MY_HOA, Registers

DAY = date(2024, 11, 5)
WHY = "Phục hồi bản sao lưu ngày 24/11"


class Run(NamedTuple):
    code: int
    lines: list[str]


@pytest.fixture
def at_the_office(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds the office's database and its day as it would in an office."""
    url = office.platform.database.engine.url.render_as_string(hide_password=False)
    behind = int((datetime.now(UTC) - office.clock.now()).total_seconds())
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("CONGVU_CLOCK_OFFSET", f"-PT{behind}S")


async def recompute(*words: str) -> Run:
    done = await asyncio.to_thread(CliRunner().invoke, cli, ["statistics", "recompute", *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Run(done.exit_code, done.stdout.splitlines())


async def editions(office: Office) -> list[str]:
    async with office.platform.database.session() as session:
        found = await session.exec(select(RegisterEdition.why).order_by("number"))
        return list(found.all())


async def tamper(office: Office, statement: str) -> None:
    """As whoever goes around the triggers."""
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(statement))


@pytest.mark.usefixtures("at_the_office")
async def test_what_is_counted_right_is_the_same(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "valid"})
    # Marked and not collected yet: that is no difference.
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text("UPDATE incoming_document SET verdict = 'invalid'"))
    before = await editions(office)
    run = await recompute()
    assert (run.code, len(run.lines)) == (0, 1)
    assert await editions(office) == [*before, ""]


@pytest.mark.usefixtures("at_the_office")
async def test_what_no_mark_says_is_found_told_and_mended(
    office: Office, registers: Registers
) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "valid"})
    await tamper(office, "UPDATE incoming_document SET verdict = 'invalid'")
    await tamper(office, "UPDATE register_month SET count = 7 WHERE name = 'arrival'")
    before = await editions(office)
    looked = await recompute("--check")
    assert looked.code == 3
    assert await editions(office) == before
    run = await recompute("--why", WHY)
    assert run.code == 3
    assert run.lines[:-1] == looked.lines[:-1] == [
        "exchange H20.90 2024-11 signature_invalid: 0 no longer so, 1 not counted",
        "exchange H20.90 2024-11 valid: 1 no longer so, 0 not counted",
        "arrival H20.90.03 2024-11 unregistered: the sum was 7, its records are 1",
    ]  # fmt: skip
    assert await editions(office) == [*before, WHY]
    assert (await recompute()).code == 0
