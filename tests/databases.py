"""Databases for tests: a template filled once per worker, and a copy put back between tests.

Copying a template costs a quarter of a second, most of it for files; putting back the few rows a
test has changed costs a few hundredths. What a test commits is gone before the next one either way.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from storage.database import Database

if TYPE_CHECKING:
    from tests.office import OpenedSessions

MOST_GROWTH = 16 << 20  # bytes of dead rows after which a new copy is cheaper than a slow old one
_numbers = itertools.count(1)

# The rows every table had when the copy was made; partitions are kept by what they are parts of.
_KEEP = """
CREATE SCHEMA kept;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition LOOP
    EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
  END LOOP;
END $$;
"""
# As a replica no trigger runs and no foreign key is checked: these are the rows that were there.
_PUT_BACK = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'kept'::regnamespace
    AND relkind = 'r' LOOP
    EXECUTE format('DELETE FROM public.%I', name);
    EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', name, name);
  END LOOP;
END $$;
RESET session_replication_role;
"""
# What a killed process or a lost session of the test before still holds open.
_END_WORK = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
_SIZE = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True)
class Template:
    """A database to copy, and the sessions that are open in it."""

    server: str
    name: str
    opened: OpenedSessions


class Copies:
    """The copy in use, as it was when it was made whenever it is asked for."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._name = ""
        self._size = 0
        self._spoilt = False
        self._database: Database | None = None

    @property
    def database(self) -> Database:
        """Open as long as the copy is used: a new pool would cost every test its statements."""
        assert self._database is not None
        return self._database

    async def fresh(self) -> str:
        """The address of a copy without a trace of the test before."""
        if self._database and (self._spoilt or not await self._put_back(self._database)):
            await self.drop()
        if self._database is None:
            await self._make()
        return address(self._template.server, self._name)

    def spoil(self) -> None:
        """Say that more than rows was changed: the next test gets a new copy."""
        self._spoilt = True

    async def drop(self) -> None:
        if self._database:
            await self._database.aclose()
            await execute(self._template.server, f"DROP DATABASE {self._name} WITH (FORCE)")
        self._database = None

    async def _make(self) -> None:
        self._name = f"congvu_test_{os.getpid()}_{next(_numbers)}"
        self._spoilt = False
        await execute(
            self._template.server,
            f"CREATE DATABASE {self._name} TEMPLATE {self._template.name} STRATEGY FILE_COPY",
        )
        self._database = Database(address(self._template.server, self._name), pool_size=10)
        await _run(self._database, _KEEP)
        self._size = await _run(self._database, _SIZE)

    async def _put_back(self, database: Database) -> bool:
        if await _run(database, _END_WORK):
            return False
        await _run(database, _PUT_BACK)
        return await _run(database, _SIZE) < self._size + MOST_GROWTH


def address(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


async def execute(server: str, statement: str) -> None:
    """Run a statement that cannot stand in a transaction."""
    database = Database(server, pool_size=1)
    await _run(database, statement)
    await database.aclose()


async def _run(database: Database, script: str) -> int:
    """Run a script outside a transaction; the number it selects, or 0."""
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        raw = await autocommit.get_raw_connection()
        driver = raw.driver_connection
        assert driver is not None
        if script.lstrip().startswith("SELECT"):
            return int(await driver.fetchval(script))
        await driver.execute(script)
        return 0
