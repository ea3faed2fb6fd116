"""Real PostgreSQL, migrated and filled once per worker, copied for every test that asks for it."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from sqlalchemy import text
from sqlalchemy.engine import make_url

from services.app import API_SERVICES
from services.demonstration.directory import install_directory
from services.migrations import migrate
from signing.service import Signing
from signing.settings import SigningSettings
from storage.database import Database
from storage.postgres import EmbeddedPostgres
from tests.office import OFFICE_DAY, PASSWORD, Office, open_office
from tests.peers import report_missing_peers

_TEMPLATE = "congvu_template"
_numbers = itertools.count(1)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    report_missing_peers(terminalreporter)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this worker's own, or of DATABASE_URL."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False)
    yield server.start()
    server.remove()


@pytest.fixture(scope="session")
def key_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration authority of this worker keeps its keys."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
async def signing(key_dir: Path) -> AsyncIterator[Signing]:
    settings = SigningSettings(key_dir=key_dir, workers=2)
    service = Signing(settings)
    await service.start()
    yield service
    await service.aclose()


@pytest.fixture(scope="session")
async def template(postgres: str, signing: Signing) -> AsyncIterator[str]:
    """The name of a database with the newest schema and the demonstration directory."""
    name = f"{_TEMPLATE}_{os.getpid()}"
    await _execute(postgres, f"CREATE DATABASE {name}")
    database = Database(_address(postgres, name))
    await migrate(database)
    async with database.session() as session:
        await install_directory(session, signing=signing, password=PASSWORD, now=OFFICE_DAY)
        await session.commit()
    await database.aclose()
    yield name
    await _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database_url(postgres: str, template: str) -> AsyncIterator[str]:
    """The address of a fresh copy of the template: what a test commits stays in its own."""
    name = f"congvu_test_{os.getpid()}_{next(_numbers)}"
    await _execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _address(postgres, name)
    await _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def office(database_url: str, tmp_path: Path, signing: Signing) -> AsyncIterator[Office]:
    async with open_office(
        url=database_url, folder=tmp_path, signing=signing, services=tuple(API_SERVICES)
    ) as opened:
        yield opened


def _address(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


async def _execute(server: str, statement: str) -> None:
    """Run a statement that cannot stand in a transaction."""
    database = Database(server, pool_size=1)
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.execute(text(statement))
    await database.aclose()
