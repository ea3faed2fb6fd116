"""Bringing a database to the newest schema, also when somebody is impatient."""

import asyncio
import itertools

import pytest
from sqlalchemy import event

from services.migrations import check, migrate
from storage.database import Database
from tests.databases import address, execute


@pytest.mark.parametrize("statement", [1, 3, 60])
async def test_a_migration_interrupted_in_a_statement_ends_at_once_and_is_done_later(
    statement: int, postgres: str
) -> None:
    name = f"interrupted_{statement}"
    await execute(postgres, f"CREATE DATABASE {name}")
    database = Database(address(postgres, name), pool_size=2)
    migrating = asyncio.create_task(migrate(database))
    numbers = itertools.count(1)

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def interrupt(*_: object) -> None:
        if next(numbers) == statement:
            asyncio.get_running_loop().call_soon(migrating.cancel)

    with pytest.raises(asyncio.CancelledError):
        await migrating
    await migrate(database)
    await check(database)
    await database.aclose()
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")
