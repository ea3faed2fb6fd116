"""`congvu demo --year`: a year of work whose ratios are known by construction."""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from services.demonstration.year.expecting import expected
from services.demonstration.year.planning import plan_year
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
            assert counted == expected(plan_year(YEAR, letters=LETTERS))
            for question in (OUT_OF_ORDER, MOVED_BACK):
                assert (await connection.execute(text(question))).scalar_one() == 0
        await database.aclose()
    finally:
        await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def test_a_year_is_the_same_each_time_and_lacks_nothing_that_can_go_wrong() -> None:
    year = plan_year(YEAR, letters=600)
    assert year == plan_year(YEAR, letters=600)
    found = {(register, reason) for register, _, _, reason in expected(year)}
    assert {register for register, _ in found} == set(Register) - {
        Register.STAFF,
        Register.REPORTING,
        Register.INSPECTION,
    }
    assert {
        ("exchange", "paper"), ("dispatch", "late"), ("delivery", "refused"),
        ("delivery", "under_way"), ("arrival", "late"), ("arrival", "unregistered"),
        ("direction", "awaiting_direction"), ("assignment", "late"), ("assignment", "overdue"),
        ("work_file", "no_document"), ("work_file", "paper_document"),
        ("work_file", "paper_step"), ("meeting", "one_site"), ("meeting", "no_commune_online"),
        ("meeting", "in_person"),
    } <= found  # fmt: skip
