"""A served office, and a real browser to visit it with."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from meetings.media.settings import MediaSettings
from tests.agents.running import Agent, running_agent
from tests.janus import running_janus
from tests.journeys.browser import ARGUMENTS, Official, listen
from tests.journeys.machines import QUIET, Machine, browser
from tests.journeys.serving import ServedOffice, serve
from tests.office import OFFICE_DAY, Office
from tests.peers import require_peer


@pytest.fixture
async def served_office(office: Office) -> AsyncIterator[ServedOffice]:
    async with serve(office) as served:
        yield served


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    require_peer("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGUMENTS)
        )
        yield browser
        await browser.close()


@pytest.fixture(params=["forwarding", "janus"])
async def media(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaSettings]:
    """Our own engine, or a Janus."""
    if request.param == "forwarding":
        yield MediaSettings()
        return
    async with running_janus(tmp_path) as janus:
        yield janus.settings


@pytest.fixture
def _signing_peers() -> None:
    require_peer("chromium")
    require_peer("softhsm2")


@pytest.fixture
def kind() -> str:
    """What key the token holds."""
    return "P-256"


@pytest.fixture
def agent(kind: str, tmp_path: Path, key_dir: Path) -> Iterator[Agent]:
    name = "Nguyễn Văn Hiệp"
    with running_agent(tmp_path / "agent", key_dir, kind=kind, name=name, now=OFFICE_DAY) as made:
        yield made


@pytest.fixture
def machine(office: Office, agent: Agent, tmp_path: Path) -> Machine:
    """The office served, and a machine with the token for whoever sits down at it."""

    @asynccontextmanager
    async def sit_down(agents: str, *, port: int = agent.port) -> AsyncIterator[Official]:
        service = f"wss://127.0.0.1:{port}"
        async with (
            serve(office, signing_agents=agents, sign_service_url=service) as served,
            browser(agent, tmp_path / "profile") as page,
        ):
            person = Official(page, served.address, [])
            listen(page, person.complaints)
            yield person
            loud = [one for one in person.complaints if not any(word in one for word in QUIET)]
            assert not loud, loud

    return sit_down
