"""The pages in a real browser, served over a real socket."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from playwright.async_api import ConsoleMessage, Page, async_playwright

from tests.office import PASSWORD, Office

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = (1366, 768)
PHONE = (390, 844)


@dataclass
class Window:
    """A window of Chromium; `complaints` is what scripts and policy have said in its console."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    async def open(self, path: str) -> None:
        await self.page.goto(self.address + path)

    async def sign_in(self, username: str) -> None:
        await self.open("/sign-in")
        await self.page.fill("#username", username)
        await self.page.fill("#password", PASSWORD)
        await self.page.click("main button")
        await self.page.wait_for_url(lambda url: "sign-in" not in url)


@asynccontextmanager
async def open_window(
    office: Office, username: str, *, size: tuple[int, int] = DESKTOP
) -> AsyncIterator[Window]:
    """A window in which `username` is signed in; nothing may have been complained of at its end."""
    width, height = size
    async with _serve(office) as address, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        context = await chromium.new_context(viewport={"width": width, "height": height})
        window = Window(await context.new_page(), address)
        window.listen()
        await window.sign_in(username)
        yield window
        await chromium.close()
        assert window.complaints == []


@asynccontextmanager
async def _serve(office: Office) -> AsyncIterator[str]:
    config = uvicorn.Config(office.app, port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn says it by a flag only
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving
