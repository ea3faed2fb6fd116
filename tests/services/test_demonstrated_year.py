"""`congvu demo --year`: a year of work whose ratios are known by construction."""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.demonstration.year.expecting import expected
from services.demonstration.year.planning.rounds import reported_numbers
from services.demonstration.year.planning.year import Year, plan_year
from services.statistics.registers import Register
from storage.database import Database
from tests.databases import address, execute

YEAR, LETTERS = 2024, 12
COUNTED = """
    SELECT m.name, a.code, m.month, m.reason, m.count
    FROM register_month m JOIN agency a ON a.id = m.agency_id
    WHERE m.name <> 'staff' AND m.count > 0
"""
# As the journal's verifier asks it: no act was entered after one of a later time.
MOVED_BACK = """
    SELECT count(*) FROM (
        SELECT at, lag(at) OVER (ORDER BY id) AS before FROM journal_entry
    ) entered WHERE at < before
"""
# Nine officials of the district and four of each commune; of 26 who do not lead, every seventh has
# no certificate.
STAFF = {"identified": 9 + 13 * 4 - 3, "no_certificate": 3}
STAFFED = """
    SELECT reason, sum(count) FROM register_month
    WHERE name = 'staff' AND count > 0
      AND month = (SELECT max(month) FROM register_month WHERE name = 'staff' AND count > 0)
    GROUP BY 1
"""
REPORTED = """
    SELECT v.period, a.code, v.indicator_code, q.unit = 'percent', v.numerator, v.denominator
    FROM reported_value v JOIN agency a ON a.id = v.agency_id
    JOIN reporting_period p ON p.period = v.period
    JOIN reporting_question q ON q.period_id = p.id AND q.indicator_code = v.indicator_code
    WHERE v.until IS NULL
"""
OUT_OF_ORDER = """
    SELECT count(*) FROM document d JOIN document o USING (book_id, year)
    WHERE o.number > d.number AND o.issued_at < d.issued_at
"""


async def demonstrate(url: str, folder: Path) -> str:
    """Run the command on an empty database; what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli", "demo"),
        *("--year", str(YEAR), "--letters", str(LETTERS)),
        env=os.environ | {"DATABASE_URL": url, "CONGVU_STATE_DIR": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def assert_reported(connection: AsyncConnection, year: Year) -> None:
    """Every agency that sent a report has its numbers accepted, corrected ones where two."""
    answered = {
        (asked.period, report.agency)
        for asked in year.rounds
        for report in asked.reports
        if report.letters
    }
    found = (await connection.execute(text(REPORTED))).all()
    assert {(row[0], row[1]) for row in found} == answered
    assert len({row[2] for row in found}) == len(found) / len(answered)  # each of all indicators
    for period, agency, code, is_share, *numbers in found:
        assert tuple(numbers) == reported_numbers(period, agency, code, is_share=is_share)


async def test_the_registers_say_what_the_year_was_made_of(postgres: str, tmp_path: Path) -> None:
    name = f"congvu_year_{os.getpid()}"
    await execute(postgres, f"CREATE DATABASE {name}")
    try:
        database = Database(address(postgres, name))
        said = await demonstrate(address(postgres, name), tmp_path)
        assert "12/2023 ..." in said
        assert "06/2024 ..." in said
        async with database.engine.connect() as connection:
            rows = await connection.execute(text(COUNTED))
            counted = Counter({tuple(row[:4]): row[4] for row in rows})
            year = plan_year(YEAR, letters=LETTERS)
            assert counted == expected(year)
            staffed = await connection.execute(text(STAFFED))
            assert {row[0]: row[1] for row in staffed} == STAFF
            await assert_reported(connection, year)
            for question in (OUT_OF_ORDER, MOVED_BACK):
                assert (await connection.execute(text(question))).scalar_one() == 0
        await database.aclose()
    finally:
        await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def test_a_year_is_the_same_each_time_and_lacks_nothing_that_can_go_wrong() -> None:
    year = plan_year(YEAR, letters=600)
    assert year == plan_year(YEAR, letters=600)
    found = {(register, reason) for register, _, _, reason in expected(year)}
    assert {register for register, _ in found} == set(Register) - {Register.STAFF}
    assert {
        ("exchange", "paper"), ("dispatch", "late"), ("delivery", "refused"),
        ("delivery", "under_way"), ("arrival", "late"), ("arrival", "unregistered"),
        ("direction", "awaiting_direction"), ("assignment", "late"), ("assignment", "overdue"),
        ("work_file", "no_document"), ("work_file", "paper_document"),
        ("work_file", "paper_step"), ("meeting", "one_site"), ("meeting", "no_commune_online"),
        ("meeting", "in_person"), ("reporting", "late"), ("reporting", "missing"),
        ("inspection", "digital"), ("inspection", "on_site"), ("inspection", "no_evidence"),
    } <= found  # fmt: skip
    assert {len(report.letters) for asked in year.rounds for report in asked.reports} == {0, 1, 2}
