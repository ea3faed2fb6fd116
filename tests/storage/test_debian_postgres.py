"""DATABASE_URL may name any PostgreSQL 15 or newer: the distribution's is given the main story."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from services.migrations import check, migrate
from storage.database import Database

STORY = (
    "tests/journeys/test_main_story.py::test_a_document_reaches_thirteen_communes_and_is_answered"
)


async def test_the_migrations_make_there_what_the_models_say(debian_postgres: str) -> None:
    database = Database(debian_postgres, pool_size=2)
    await migrate(database)
    await migrate(database)
    await check(database)
    async with database.engine.connect() as connection:
        version = await connection.execute(text("SHOW server_version_num"))
        assert int(version.scalar_one()) // 10_000 >= 15
    await database.aclose()


async def test_the_main_story_is_told_there(debian_postgres: str, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", STORY, "-q", "-p", "no:cacheprovider"),
        f"--basetemp={tmp_path / 'story'}",
        env={**os.environ, "TEST_DATABASE_URL": debian_postgres},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    if process.returncode:
        pytest.fail(output.decode(), pytrace=False)
