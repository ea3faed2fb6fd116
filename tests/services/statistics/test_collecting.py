"""The memory of the registers is what they say, knows what they said, and is not rewritten."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from auth.service import vietnam_day
from services.documents.models.states import Medium
from services.periods import parse_period
from services.statistics.jobs import collect_all
from services.statistics.registers import Register
from services.statistics.service.collecting import recount
from tests.office import OFFICE_DAY, Office, only
from tests.services.statistics.records import DISTRICT, MY_HOA, THANH_MY, Registers

DAY = date(2024, 11, 20)
# What every register says, and what of it the memory holds; the counts of months likewise.
SAID = "SELECT id, agency_id, reporting_month(day), day, reason FROM register_{}"
HELD = """
    SELECT record_id, agency_id, month, day, reason FROM register_record
    WHERE name = '{}' AND until IS NULL
"""
ADDED_UP = """
    SELECT name, agency_id, month, reason, count(*) FROM register_record
    WHERE until IS NULL GROUP BY 1, 2, 3, 4
"""
COUNTED = "SELECT name, agency_id, month, reason, count FROM register_month WHERE count <> 0"


async def rows(office: Office, query: str) -> set[tuple[Any, ...]]:
    today = text("SELECT set_config('congvu.today', :today, true)")
    async with office.platform.database.engine.connect() as connection:
        await connection.execute(today, {"today": vietnam_day(office.clock.now()).isoformat()})
        return {tuple(row) for row in await connection.execute(text(query))}


async def find_wrong(office: Office) -> list[str]:
    """Registers whose memory is not what they say now."""
    wrong: list[str] = [
        register
        for register in Register
        if register is not Register.STAFF
        and await rows(office, SAID.format(register)) != await rows(office, HELD.format(register))
    ]
    return wrong if await rows(office, ADDED_UP) == await rows(office, COUNTED) else [*wrong, "sum"]


async def recounted(office: Office) -> int:
    async with office.platform.database.session() as session:
        found = await recount(session, now=office.platform.clock.now())
        await session.commit()
    return sum(one.closed + one.opened for one in found.differences) + len(found.sums)


VERDICTS = st.sampled_from(["valid", "invalid", "undetermined", None, "paper"])
ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("issue"),
            st.sampled_from([date(2024, 9, 14), date(2024, 9, 15), DAY]),
            st.dictionaries(st.sampled_from([MY_HOA, THANH_MY, "H20"]), VERDICTS, min_size=1),
        ),
        st.tuples(
            st.just("examine"), st.integers(0, 9), VERDICTS.filter(lambda one: one != "paper")
        ),
        st.tuples(
            st.just("close"),
            st.sampled_from([MY_HOA, DISTRICT]),
            st.lists(st.sampled_from(Medium), max_size=2),
        ),
    ),
    max_size=8,
)


@settings(
    max_examples=10,
    phases=[Phase.reuse, Phase.generate],  # an office is too slow to shrink by
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
async def test_after_any_acts_the_memory_is_a_whole_count(
    office: Office, registers: Registers, acts: list[tuple[Any, ...]]
) -> None:
    issued = []
    for kind, *facts in acts:
        if kind == "issue":
            day, receivers = facts
            issued.append((await registers.issue(DISTRICT, day, receivers), receivers))
        elif kind == "examine" and issued:
            document, receivers = issued[facts[0] % len(issued)]
            arrived = [code for code, how in receivers.items() if how != "paper"]
            if arrived:
                await registers.examine(document, arrived[0], facts[1])
        elif kind == "close":
            agency, media = facts
            await registers.close_file(agency, OFFICE_DAY, documents=media)
    assert await find_wrong(office) == []
    assert await recounted(office) == 0


async def test_a_meeting_and_an_assignment_are_followed(office: Office) -> None:
    clerk = await office.sign_in("vanthu.myhoa")
    paper = {
        "sender_name": "Ông Nguyễn Văn A", "number_and_symbol": "Đơn", "issued_on": "2024-11-20",
        "type_code": "CV", "abstract": "Đơn đề nghị xác nhận",
    }  # fmt: skip
    incoming = (await clerk.post("/incoming", paper)).json()
    await office.collect()
    read = only((await clerk.get("/indicators", params={"period": "2024"})).json(), code="G11")
    assert (read["reasons"], read["pending"]) == ({"awaiting_direction": 1}, 1)
    answer = await clerk.get("/indicators/G11/evidence", params={"period": "2024"})
    assert [row["id"] for row in answer.json()["items"]] == [incoming["id"]]
    assert await find_wrong(office) == []


async def test_what_was_counted_once_can_be_counted_again(
    office: Office, registers: Registers
) -> None:
    document = await registers.issue(DISTRICT, DAY, {MY_HOA: None})
    then = max(await rows(office, "SELECT number FROM register_edition"))[0]
    await registers.examine(document, MY_HOA, "valid")
    at = """
        SELECT reason FROM register_record
        WHERE name = 'exchange' AND since <= {0} AND (until IS NULL OR until > {0})
    """
    assert await rows(office, at.format(then)) == {("signature_pending",)}
    assert await rows(office, at.format(then + 1)) == {("valid",)}


async def test_a_recount_finds_what_no_trigger_saw(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "invalid"})
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text("UPDATE incoming_document SET verdict = 'valid'"))
    await office.collect()
    assert await find_wrong(office) == [Register.EXCHANGE]
    assert await recounted(office) == 2  # the row that was wrong is closed, another one opened
    assert await find_wrong(office) == []
    assert (await recounted(office)) == 0
    said = await rows(office, "SELECT changed, why FROM register_edition WHERE why <> ''")
    assert said == {(2, "recount")}


async def test_the_memory_is_not_rewritten(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "invalid"})
    for statement in (
        "UPDATE register_record SET reason = 'valid'",
        "UPDATE register_record SET reason = 'valid', until = since + 1",
        "DELETE FROM register_record",
    ):
        with pytest.raises(DBAPIError, match="not rewritten"):
            async with office.platform.database.engine.begin() as connection:
                await connection.execute(text(statement))


async def test_two_collectors_take_each_mark_once(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "invalid"})
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM register_edition"))
    await asyncio.gather(*(collect_all(office.platform) for _ in range(3)))
    await office.collect()
    assert await find_wrong(office) == []
    assert await rows(office, "SELECT count(*) FROM register_due") == {(0,)}


async def test_each_day_the_register_of_staff_is_read_anew(office: Office) -> None:
    days = "SELECT DISTINCT at::date FROM register_edition"
    before = await rows(office, days)
    office.clock.move(timedelta(days=1))
    await office.collect()
    assert len(await rows(office, days)) == len(before) + 1


def test_every_period_is_made_of_whole_months() -> None:
    for code, count in (("2024", 12), ("2024-H2", 6), ("2024-Q1", 3), ("2024-02", 1)):
        period = parse_period(code)
        months = period.months
        assert len(months) == count
        assert months[-1] == period.last.replace(day=1)
        assert list(months) == sorted(set(months))
