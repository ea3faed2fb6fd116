"""The leader signs with a token at the machine before them, in a real browser.

The token is SoftHSM (PKCS#11), the signing program a process of its own (tests/agents), reached by
Web eID's messages through an unpacked extension, and by the local service's WebSocket over TLS.
"""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.agents.running import Agent, running_agent
from tests.holders import register
from tests.journeys.browser import ARGUMENTS, OFFICE_SCREEN, Official, listen
from tests.journeys.serving import serve
from tests.office import OFFICE_DAY, Office
from tests.peers import require_peer
from tests.story import SIGNER, approved, door, read

EXTENSION = Path(__file__).parents[1] / "agents" / "extension"
# What goes wrong here is said on the page, and by the browser too.
QUIET = ("WebSocket connection to", "409", "Failed to load resource")

pytestmark = pytest.mark.usefixtures("_peers")


@pytest.fixture
def _peers() -> None:
    require_peer("chromium")
    require_peer("softhsm2")


@pytest.fixture(params=["P-384", "RSA"])
def agent(request: pytest.FixtureRequest, tmp_path: Path, key_dir: Path) -> Agent:
    running = running_agent(
        tmp_path / "agent",
        key_dir,
        kind=request.param,
        name="Nguyễn Văn Hiệp",
        now=OFFICE_DAY,
    )
    made = running.__enter__()
    request.addfinalizer(lambda: running.__exit__(None, None, None))  # noqa: PT021 - ends a process
    return made


Machine = Callable[[str], AbstractAsyncContextManager[Official]]


@pytest.fixture
def machine(office: Office, agent: Agent, tmp_path: Path) -> Machine:
    """The office served, and a machine with the token for whoever sits down at it."""

    @asynccontextmanager
    async def sit_down(agents: str) -> AsyncIterator[Official]:
        service = f"wss://127.0.0.1:{agent.port}"
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


@asynccontextmanager
async def browser(agent: Agent, profile: Path) -> AsyncIterator[Page]:
    """Chromium with the extension, trusting the program's TLS key and no other."""
    extension = profile.parent / "extension"
    shutil.copytree(EXTENSION, extension)
    (extension / "port.js").write_text(f"export const PORT = {agent.port};\n")
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=shutil.which("chromium"),
            viewport=OFFICE_SCREEN,
            locale="vi-VN",
            ignore_default_args=["--disable-extensions"],
            args=[
                *ARGUMENTS,
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
                f"--ignore-certificate-errors-spki-list={agent.pin}",
            ],
        )
        yield context.pages[0]
        await context.close()


async def open_document(person: Official, username: str, document: dict[str, Any]) -> None:
    await person.opens(door(document))
    await person.signs_in(username)
    await expect(person.page.locator("[data-signing]")).to_be_visible()


@pytest.mark.parametrize("agents", ["web_eid", "sign_service"])
async def test_the_leader_signs(
    office: Office, machine: Machine, agent: Agent, agents: str
) -> None:
    await register(office, await office.sign_in(SIGNER), agent.certificate)
    document = await approved(office)
    async with machine(agents) as leader:
        await open_document(leader, SIGNER, document)
        await leader.presses("Ký số")
        await leader.reads("Đã ký, chờ phát hành")
    ready = await read(office, document, expected="signed")
    assert ready["verdict"]["outcome"] == "valid", ready["verdict"]
    [one] = ready["verdict"]["signatures"]
    assert (one["field"], one["purpose"]) == ("CongvuLeader", "person")
