"""A failing commit, database or store gives no 2xx, and leaves nothing half done."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import text
from sqlmodel import func, select

from services.app import API_SERVICES, CONSUMERS, create_app
from services.documents.models.books import BookSeries
from services.documents.models.document import Document, DocumentFile
from services.documents.models.signing import Signing
from services.worker import Worker
from storage.blobs.disk import DiskBlobStore
from storage.blobs.errors import BlobStoreUnavailable
from storage.blobs.port import BlobInfo
from storage.database import Database
from storage.idempotency import KeptAnswer
from storage.journal import JournalEntry
from storage.outbox import OutboxEvent
from tests import corpus
from tests.bulk import count
from tests.office import Office, etag
from tests.story import (
    CLERK,
    DRAFTER,
    SIGNER,
    approved,
    door,
    drafted,
    facts_of_draft,
    read,
    signed,
)

pytestmark = pytest.mark.usefixtures("spoils_the_database")

PROBLEM = "application/problem+json"
# What happens at the commit of a transaction that inserted a row, and not before.
REFUSE = "RAISE EXCEPTION 'refused at commit' USING ERRCODE = '{code}'"
END = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5)"


@pytest.mark.parametrize(
    ("trouble", "code", "status"),
    [
        (REFUSE, "23514", 409),  # check_violation: it contradicts what is there
        (REFUSE, "40001", 503),  # serialization_failure: try again
        (REFUSE, "53100", 503),  # disk_full
        (END, "", 503),  # the connection is gone
    ],
    ids=["contradiction", "serialization", "disk-full", "connection-lost"],
)
async def test_a_draft_whose_commit_fails_is_not_created(
    trouble: str, code: str, status: int, office: Office
) -> None:
    drafter = await office.sign_in(DRAFTER)
    body = await facts_of_draft(office)
    await make_trouble(office, "document", trouble.format(code=code))
    before = await rows(office)
    answer = await drafter.post("/documents", body, headers={"Idempotency-Key": "draft"})
    assert_refused(answer, status)
    assert await rows(office) == before

    await end_trouble(office, "document")
    again = await drafter.post("/documents", body, headers={"Idempotency-Key": "draft"})
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again.headers


async def test_a_number_is_not_spent_by_a_commit_that_fails(office: Office) -> None:
    document = await signed(office)
    clerk = await office.sign_in(CLERK)
    await make_trouble(office, "signing", END)
    before = await rows(office)
    assert_refused(await clerk.post(f"{door(document)}/issue"), 503)
    assert await rows(office) == before
    assert (await read(office, document, expected="signed"))["number"] is None

    await end_trouble(office, "signing")
    assert (await clerk.post(f"{door(document)}/issue")).json()["number"] == 1


async def test_a_job_whose_commit_fails_is_done_later_and_once(office: Office) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    await signer.post(f"{door(document)}/sign")
    await make_trouble(office, "document_file", END)
    await office.work()
    found = await read(office, document, expected="approved")
    assert found["signing"]["state"] == "started"

    await end_trouble(office, "document_file")
    await make_events_due(office)
    await office.work()
    found = await read(office, document, expected="signed")
    assert [row["revision"] for row in found["files"]] == [1, 2]


async def test_without_a_database_every_answer_is_503(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    body = await facts_of_draft(office)
    nobody = Database("postgresql://nobody@127.0.0.1:9/nothing")
    async with elsewhere(office, database=nobody) as client:
        away = dataclasses.replace(drafter, client=client)
        for answer in [
            await away.get("/documents"),
            await away.post("/documents", body),
            await client.post("/api/v1/sessions", json={"username": "a", "password": "b"}),
        ]:
            assert_refused(answer, 503)
            assert answer.headers["Retry-After"]


async def test_a_database_that_comes_back_is_used_again(office: Office) -> None:
    drafter = await office.sign_in(DRAFTER)
    before = (await drafter.get("/documents")).json()
    await end_every_connection(office)
    answers = [await drafter.get("/documents") for _ in range(12)]
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert answers[-1].status_code == 200
    assert answers[-1].json() == before


class FullStore(DiskBlobStore):
    """A disk with no room left."""

    async def put(self, data: bytes | AsyncIterator[bytes]) -> BlobInfo:  # noqa: ARG002 - the port's
        raise BlobStoreUnavailable(store="disk", reason="no space left on device")


async def test_an_upload_that_cannot_be_stored_changes_nothing(
    office: Office, tmp_path: Path
) -> None:
    document = await drafted(office, file=None)
    drafter = await office.sign_in(DRAFTER)
    before = await rows(office)
    async with elsewhere(office, blobs=FullStore(tmp_path)) as client:
        away = dataclasses.replace(drafter, client=client)
        answer = await away.put(
            f"{door(document)}/file",
            params={"filename": "a.pdf"},
            content=corpus.pdf("letter"),
            headers=etag(document),
        )
        assert_refused(answer, 503)
        assert answer.json()["type"] == "urn:congvu:problem:store-unavailable"
    assert await rows(office) == before


async def test_a_signature_that_cannot_be_stored_is_made_when_it_can(
    office: Office, tmp_path: Path
) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    await signer.post(f"{door(document)}/sign")
    full = dataclasses.replace(office.platform, blobs=FullStore(tmp_path / "blobs"))
    await Worker(full, CONSUMERS).run_until_idle()
    found = await read(office, document, expected="approved")
    assert found["signing"]["state"] == "started"
    await make_events_due(office)
    await office.work()
    assert (await read(office, document))["state"] == "signed"


def assert_refused(answer: Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["status"] == status


async def rows(office: Office) -> dict[str, int]:
    """How many rows there are of what a request may leave behind."""
    tables = (Document, DocumentFile, Signing, JournalEntry, OutboxEvent, KeptAnswer)
    async with office.platform.database.session() as session:
        counts = {table.__name__: await count(session, table) for table in tables}
        spent = await session.exec(select(func.sum(BookSeries.last_number)))
        return {**counts, "numbers": spent.one() or 0}


async def make_trouble(office: Office, table: str, what: str) -> None:
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(
            text(
                "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {what}; RETURN NULL; END $$"
            )
        )
        await connection.execute(
            text(
                f"CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON {table}"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trouble()"
            )
        )


async def end_trouble(office: Office, table: str) -> None:
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text(f"DROP TRIGGER trouble ON {table}"))


async def make_events_due(office: Office) -> None:
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text("UPDATE outbox_event SET next_at = clock_timestamp()"))


async def end_every_connection(office: Office) -> None:
    async with office.platform.database.engine.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


@asynccontextmanager
async def elsewhere(office: Office, **parts: Any) -> AsyncIterator[AsyncClient]:
    """The same office with some of its parts replaced."""
    platform = dataclasses.replace(office.platform, **parts)
    app = create_app(platform, services=tuple(API_SERVICES))
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://congvu.test") as client:
        yield client
