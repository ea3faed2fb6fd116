"""A machine with a token: Chromium, the extension, and the signing program beside it."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright, expect

from tests.agents.running import Agent
from tests.journeys.browser import ARGUMENTS, OFFICE_SCREEN, Official
from tests.story import door

EXTENSION = Path(__file__).parents[1] / "agents" / "extension"
# What goes wrong here is said on the page, and by the browser too.
QUIET = ("WebSocket connection to", "409", "Failed to load resource")

Machine = Callable[..., AbstractAsyncContextManager[Official]]


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
