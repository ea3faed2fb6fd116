"""Acts of a test, what is published of them, and the hand of somebody who may do everything."""

from datetime import datetime
from uuid import UUID

import httpx2
from sqlalchemy import text

from services.platform import Platform
from storage.database import Database
from storage.journal import JournalEntry, record_entry
from storage.merkle.notes import Note, PublicKey
from tests.office import OFFICE_DAY


def entry(number: int = 0, *, at: datetime = OFFICE_DAY) -> JournalEntry:
    details = {"số": number, "lines": ["a", None, 1.5]}
    return JournalEntry(
        at=at, act="document:draft:create", subject_type="document",
        subject_id=UUID(int=number), details=details,
    )  # fmt: skip


async def enter(database: Database, count: int = 1) -> list[UUID]:
    rows = [entry(number) for number in range(count)]
    ids = [row.id for row in rows]
    async with database.session() as session:
        for row in rows:
            record_entry(session, row)
        await session.commit()
    return ids


async def execute(database: Database, *statements: str) -> None:
    """As a superuser who has switched the triggers off."""
    async with database.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement))


async def published(platform: Platform, name: str = "checkpoint") -> Note:
    found = await platform.blobs.find_named(f"journal/{name}")
    assert found is not None
    return Note.parse(found.decode())


async def log_key(platform: Platform) -> PublicKey:
    found = await platform.blobs.find_named("journal/key")
    assert found is not None
    return PublicKey.parse(found.decode())


def client_of(app: object) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app)  # type: ignore[arg-type] # any ASGI application
    return httpx2.AsyncClient(transport=transport, base_url="http://witness.test")
