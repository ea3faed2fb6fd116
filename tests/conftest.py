"""Real PostgreSQL, migrated and filled once per worker, as new for every test that asks for it."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

from auth.passwords import Passwords
from services.demonstration.directory import install_directory
from services.migrations import migrate
from signing.service import Signing
from signing.settings import SigningSettings
from storage.database import Database
from storage.postgres import EmbeddedPostgres
from tests.databases import Copies, Template, address, execute
from tests.office import OFFICE_DAY, PASSWORD, Office, open_office
from tests.peers import report_missing_peers

# Who acts in the main story. A test that signs in at OFFICE_DAY finds their sessions open.
OFFICERS = (
    *("chuyenvien.huyen", "chanhvanphong.huyen", "phochutich.huyen", "vanthu.huyen"),
    *("vanthu.myhoa", "chutich.myhoa", "canbo.myhoa", "quantri", "kiemtra"),
)


def pytest_configure() -> None:
    """A shell that runs the tests beside itself has them ignore Ctrl-C, and what they start too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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
def passwords() -> Iterator[Passwords]:
    opened = Passwords(threads=2)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
async def template(
    postgres: str,
    signing: Signing,
    passwords: Passwords,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Template]:
    """The newest schema, the demonstration directory, and everyone of the story signed in."""
    name = f"congvu_template_{os.getpid()}"
    await execute(postgres, f"CREATE DATABASE {name}")
    database = Database(address(postgres, name))
    await migrate(database)
    async with database.session() as session:
        await install_directory(session, signing=signing, password=PASSWORD, now=OFFICE_DAY)
        await session.commit()
    folder = tmp_path_factory.mktemp("template")
    async with open_office(
        database=database, folder=folder, signing=signing, passwords=passwords
    ) as office:
        opened = await office.open_sessions(OFFICERS)
        await office.collect()
    await database.aclose()
    yield Template(postgres, name, opened)
    await execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
async def copies(template: Template) -> AsyncIterator[Copies]:
    made = Copies(template)
    yield made
    await made.drop()


@pytest.fixture
async def database_url(copies: Copies) -> str:
    """The address of a copy of the template: what a test commits is gone before the next."""
    return await copies.fresh()


@pytest.fixture
def spoils_the_database(copies: Copies, database_url: str) -> Iterator[None]:
    """For a test that changes more than rows."""
    yield
    copies.spoil()


@pytest.fixture
async def office(
    database_url: str,
    copies: Copies,
    tmp_path: Path,
    signing: Signing,
    passwords: Passwords,
    template: Template,
) -> AsyncIterator[Office]:
    async with open_office(
        database=copies.database,
        folder=tmp_path,
        signing=signing,
        passwords=passwords,
        opened=template.opened,
    ) as office:
        yield office
