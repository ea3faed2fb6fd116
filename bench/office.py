"""An office, as a rule with 100,000 incoming documents: database, keys, the program beside it."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from httpx2 import AsyncClient

from auth.actor import Actor
from bench import processes
from bench.filling import (
    fill_register,
    make_template,
    remember_registers,
    settle_statistics,
)
from services.demonstration.acting import find_actor
from services.demonstration.directory import install_directory
from services.demonstration.install import BEFORE_THE_STORY, story_offset
from services.migrations import migrate
from signing.service import Signing
from signing.settings import SigningSettings
from storage.blobs.disk import DiskBlobStore
from storage.database import Database, plain_url
from storage.postgres import EmbeddedPostgres

PASSWORD = "only-for-this-measurement"  # noqa: S105 - of an office that lives for minutes
API = "/api/v1"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What every document measured here is a copy of: really signed, and really sealed."""

    signed: str
    sealed: str
    size: int
    pages: int


@dataclasses.dataclass(slots=True, kw_only=True)
class Office:
    """`url` names its database, `folder` holds the rest; nobody serves it yet."""

    folder: Path
    url: str
    offset: timedelta
    database: Database
    signing: Signing
    blobs: DiskBlobStore
    template: Template
    port: int = 0

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def served(self, *, worker: bool) -> AsyncIterator[None]:
        """`congvu serve all` in a process of its own, and with `worker` a `congvu worker`."""
        self.port = processes.free_port()
        environment = {
            "DATABASE_URL": self.url,
            "CONGVU_CLOCK_OFFSET": f"-P{abs(self.offset).days}D",
        }
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(
                processes.running(
                    "serve",
                    "all",
                    "--port",
                    str(self.port),
                    folder=self.folder,
                    environment=environment,
                )
            )
            if worker:
                await stack.enter_async_context(
                    processes.running("worker", folder=self.folder, environment=environment)
                )
            log = self.folder / "serve.log"
            await processes.wait_for_page(self.port, server, log=log, path=f"{API}/openapi.json")
            yield

    @asynccontextmanager
    async def client(self, username: str) -> AsyncIterator[AsyncClient]:
        """A client signed in as `username`; paths are relative to the API."""
        async with AsyncClient(base_url=self.address + API, timeout=60) as client:
            given = {"username": username, "password": PASSWORD}
            opened = (await client.post("/sessions", json=given)).raise_for_status().json()
            client.headers["Authorization"] = f"Bearer {opened['secret']}"
            yield client

    @asynccontextmanager
    async def connection(self) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """The driver alone, for the floors: each query with the plan for its own parameters."""
        connection = await asyncpg.connect(
            plain_url(self.url),
            server_settings={"jit": "off", "plan_cache_mode": "force_custom_plan"},
        )
        try:
            yield connection
        finally:
            await connection.close()

    async def actor(self, username: str) -> Actor:
        async with self.database.session() as session:
            return await find_actor(session, username, now=self.now)

    async def forget_events(self) -> None:
        """Drop what waits in the outbox, so that a worker does not begin with old work."""
        async with self.connection() as connection:
            await connection.execute("DELETE FROM outbox_event")

    async def communes(self) -> list[UUID]:
        async with self.connection() as connection:
            rows = await connection.fetch(
                "SELECT id FROM agency WHERE code LIKE 'H20.90.%' ORDER BY code"
            )
        return [row["id"] for row in rows]

    async def server_version(self) -> str:
        async with self.connection() as connection:
            return str(await connection.fetchval("SHOW server_version"))


@asynccontextmanager
async def open_office(*, filled: bool = True) -> AsyncIterator[Office]:
    """Build it in a temporary folder, durable as an office would run it, and remove it after."""
    with processes.fresh_folder() as folder:
        server = EmbeddedPostgres(folder / "postgres")
        try:
            async with _open_parts(folder, server.start(), filled=filled) as office:
                yield office
        finally:
            server.remove()


@asynccontextmanager
async def _open_parts(folder: Path, url: str, *, filled: bool) -> AsyncIterator[Office]:
    database = Database(url, pool_size=10, statement_timeout_ms=120_000)
    # The folders in which the program looks when it runs in `folder`.
    signing = Signing(SigningSettings(key_dir=folder / "var/keys"))
    blobs = DiskBlobStore(folder / "var/blobs")
    await signing.start()
    try:
        offset = story_offset(datetime.now(UTC))
        now = datetime.now(UTC) + offset
        await migrate(database)
        async with database.session() as session:
            await install_directory(
                session, signing=signing, password=PASSWORD, now=now - BEFORE_THE_STORY
            )
            if filled:
                await fill_register(session, now=now)
            await session.commit()
        if filled:
            await remember_registers(database, now=now)
        await settle_statistics(database)
        template = Template(**await make_template(signing, blobs, now=now))
        yield Office(
            folder=folder,
            url=url,
            offset=offset,
            database=database,
            signing=signing,
            blobs=blobs,
            template=template,
        )
    finally:
        await signing.aclose()
        await database.aclose()
