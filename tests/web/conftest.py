"""An office with its pages, and browsers without scripts that visit it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signing.service import Signing
from tests.office import Office, open_office
from tests.web.browser import Browser, open_browser


@pytest.fixture
async def office(database_url: str, tmp_path: Path, signing: Signing) -> AsyncIterator[Office]:
    """The API and the pages in one process."""
    async with open_office(url=database_url, folder=tmp_path, signing=signing) as opened:
        yield opened


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with open_browser(office) as opened:
        yield opened
