"""A browser without scripts: it keeps cookies and says where its requests come from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from httpx2 import ASGITransport, AsyncClient, Response

from tests.office import PASSWORD, Office
from tests.web.markup import Page, read_page

ORIGIN = "http://congvu.test"
OWN_FORM = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}


@dataclass
class Browser:
    """One person's browser."""

    client: AsyncClient

    async def get(self, path: str, **options: Any) -> Response:
        return await self.client.get(path, **options)

    async def send(self, path: str, data: Any = None, **options: Any) -> Response:
        """Submit a form of our own."""
        headers = OWN_FORM | options.pop("headers", {})
        return await self.client.post(path, data=data or {}, headers=headers, **options)

    async def read(self, path: str) -> Page:
        answer = await self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return read_page(answer.text)

    async def sign_in(self, username: str) -> "Browser":
        answer = await self.send("/sign-in", {"username": username, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return self

    async def speak(self, language: str) -> "Browser":
        await self.send("/language", {"language": language})
        return self

    async def submit(self, path: str, action: str, typed: dict[str, Any], **more: Any) -> Response:
        """Open the page, fill in its form for `action`, and send it with its hidden fields."""
        page = await self.read(path)
        return await self.send(action, page.form(action).values | typed, **more)


@asynccontextmanager
async def open_browser(office: Office, username: str = "") -> AsyncIterator[Browser]:
    transport = ASGITransport(app=office.app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=ORIGIN) as client:
        browser = Browser(client)
        yield await browser.sign_in(username) if username else browser
