"""An office with its pages, and browsers without scripts that visit it."""

from collections.abc import AsyncIterator

import pytest

from tests.office import Office
from tests.web.browser import Browser, open_browser


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with open_browser(office) as opened:
        yield opened
