"""A whole office for a test: its own database, the demonstration directory, people signed in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from auth.passwords import Passwords
from auth.settings import AuthSettings
from auth.tokens import Tokens, load_or_create_key
from services.app import CONSUMERS, create_app
from services.clock import Clock
from services.journal.jobs import sequence_all
from services.platform import Platform
from services.settings import ServiceSettings
from services.statistics.main import collect_all
from services.worker import Worker
from signing.service import Signing
from storage.blobs.disk import DiskBlobStore
from storage.database import Database
from storage.sequencing.settings import JournalSettings

PASSWORD = "demonstration-only-password"
# A Monday morning in Vietnam; the district existed then.
OFFICE_DAY = datetime(2024, 11, 25, 1, 30, tzinfo=UTC)
API = "/api/v1"
ADDRESS = "http://congvu.test"

# The API's answers to signing in, by user name.
OpenedSessions = dict[str, dict[str, Any]]


class MovableClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by


@dataclass
class Officer:
    """A client that acts as one signed-in person."""

    client: AsyncClient
    secret: str
    me: dict[str, Any]

    @property
    def appointment_id(self) -> str:
        return str(self.me["appointment"]["id"])

    @property
    def agency_id(self) -> str:
        return str(self.me["appointment"]["agency_id"])

    async def get(self, path: str, **options: Any) -> Response:
        return await self.send("GET", path, **options)

    async def post(self, path: str, json: Any = None, **options: Any) -> Response:
        return await self.send("POST", path, json=json, **options)

    async def put(self, path: str, **options: Any) -> Response:
        return await self.send("PUT", path, **options)

    async def patch(self, path: str, json: Any = None, **options: Any) -> Response:
        return await self.send("PATCH", path, json=json, **options)

    async def delete(self, path: str, **options: Any) -> Response:
        return await self.send("DELETE", path, **options)

    async def send(self, method: str, path: str, **options: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.secret}", **options.pop("headers", {})}
        return await self.client.request(method, API + path, headers=headers, **options)


@dataclass
class Office:
    """The running application and its parts."""

    app: FastAPI
    platform: Platform
    clock: MovableClock
    client: AsyncClient
    opened: OpenedSessions = field(default_factory=dict)
    _officers: dict[str, Officer] = field(default_factory=dict)

    async def sign_in(self, username: str) -> Officer:
        """The officer with this user name; one session each is kept for the test."""
        if username not in self._officers:
            known = self.clock.moment == OFFICE_DAY and username in self.opened
            session = self.opened[username] if known else await self._open_session(username)
            self._officers[username] = Officer(self.client, session["secret"], session["me"])
        return self._officers[username]

    async def open_sessions(self, usernames: Sequence[str]) -> OpenedSessions:
        """Sessions that later copies of this office's database know as well."""
        return {username: await self._open_session(username) for username in usernames}

    async def _open_session(self, username: str) -> dict[str, Any]:
        answer = await self.client.post(
            f"{API}/sessions", json={"username": username, "password": PASSWORD}
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def renew(self, username: str) -> Officer:
        """Sign the officer in again, after the clock was moved past the old session."""
        self._officers.pop(username, None)
        return await self.sign_in(username)

    async def work(self) -> None:
        """Let the worker do everything that is due, and what follows from it."""
        await Worker(self.platform, CONSUMERS).run_until_idle()
        await self.collect()

    async def collect(self) -> None:
        """Let the registers' memory, which figures are counted from, follow the registers."""
        await collect_all(self.platform)

    async def sequence(self) -> None:
        """Give every act its place in the log, under a signed checkpoint."""
        await sequence_all(self.platform)

    async def agencies(self, query: str = "") -> list[dict[str, Any]]:
        officer = await self.sign_in("chuyenvien.huyen")
        found = await officer.get("/agencies", params={"q": query, "limit": 200})
        return list(found.json())


@asynccontextmanager
async def open_office(
    *,
    database: Database,
    folder: Path,
    signing: Signing,
    passwords: Passwords,
    now: datetime = OFFICE_DAY,
    opened: OpenedSessions | None = None,
) -> AsyncIterator[Office]:
    """The application on `database`, its blobs in `folder`, its clock standing still."""
    clock = MovableClock(now)
    auth_settings = AuthSettings(token_key_file=folder / "token.pem")
    platform = Platform(
        settings=ServiceSettings(job_poll_seconds=0.2, live_sweep_seconds=0.3, public_url=ADDRESS),
        auth_settings=auth_settings,
        database=database,
        blobs=DiskBlobStore(folder / "blobs"),
        journal=JournalSettings(key_file=folder / "journal.pem"),
        signing=signing,
        passwords=passwords,
        tokens=Tokens(
            private_key_pem=load_or_create_key(auth_settings.token_key_file),
            issuer=auth_settings.issuer,
            audience=auth_settings.audience,
        ),
        clock=clock,
    )
    app = _application(platform)
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield Office(app, platform, clock, client, opened or {})


_applications: list[FastAPI] = []


def _application(platform: Platform) -> FastAPI:
    """One for all tests: FastAPI builds its routes for a tenth of a second, each time."""
    if not _applications:
        _applications.append(create_app(platform))
    application = _applications[0]
    application.state.platform = platform
    return application


def etag(row: dict[str, Any]) -> dict[str, str]:
    """The If-Match header for a row that was read."""
    return {"If-Match": f'"{row["version"]}"'}


def only(rows: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    """The one row in which all `facts` hold."""
    found = [row for row in rows if all(row[name] == value for name, value in facts.items())]
    assert len(found) == 1, f"{len(found)} rows with {facts}"
    return found[0]
