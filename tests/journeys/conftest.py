"""A served office, and a real browser to visit it with."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.journeys.browser import ARGUMENTS
from tests.journeys.serving import ServedOffice, serve
from tests.office import Office
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
