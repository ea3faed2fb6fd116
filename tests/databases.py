"""Databases for tests: a template filled once per worker, and a copy put back between tests.

Copying a template costs a quarter of a second, most of it for files; putting back the few rows a
test has changed costs a few hundredths. What a test commits is gone before the next one either way.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import text
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
"""
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SIZE = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True)
class Template:
    """A database to copy, and the sessions that are open in it."""

    server: str
    name: str
    opened: OpenedSessions


@dataclass
class Copies:
    """The copy in use, as it was when it was made whenever it is asked for."""

    template: Template
    _name: str = ""
    _size: int = 0
    _spoilt: bool = field(default=False)

    async def fresh(self) -> str:
        """The address of a copy without a trace of the test before."""
        if self._name and (self._spoilt or not await self._put_back()):
            await self.drop()
        if not self._name:
            await self._make()
        return self._address

    def spoil(self) -> None:
        """Say that more than rows was changed: the next test gets a new copy."""
        self._spoilt = True

    async def drop(self) -> None:
        if self._name:
            await execute(self.template.server, f"DROP DATABASE {self._name} WITH (FORCE)")
        self._name = ""

    @property
    def _address(self) -> str:
        return address(self.template.server, self._name)

    async def _make(self) -> None:
        name = f"congvu_test_{os.getpid()}_{next(_numbers)}"
        await execute(
            self.template.server,
            f"CREATE DATABASE {name} TEMPLATE {self.template.name} STRATEGY FILE_COPY",
        )
        self._name, self._spoilt = name, False
        self._size = await execute(self._address, _KEEP, _SIZE)

    async def _put_back(self) -> bool:
        size = await execute(self._address, _END_OTHERS, _PUT_BACK, _SIZE)
        return size < self._size + MOST_GROWTH


def address(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


async def execute(server: str, *scripts: str) -> int:
    """Run scripts outside a transaction; what the last one selects, or 0."""
    database = Database(server, pool_size=1)
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        raw = await autocommit.get_raw_connection()
        driver = raw.driver_connection
        assert driver is not None
        for script in scripts[:-1]:
            await driver.execute(script)
        result = await autocommit.execute(text(scripts[-1]))
        found = int(result.scalar_one()) if result.returns_rows else 0
    await database.aclose()
    return found
