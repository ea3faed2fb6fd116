"""Events that cannot be carried out end in a state that says so, and can be tried again."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import col, func, select

from services.documents.models.document import DocumentFile
from services.platform import Platform
from services.worker import Consumer, Job, Worker
from storage import outbox
from storage.ids import new_id
from storage.outbox import EventState, OutboxEvent
from tests.office import OFFICE_DAY, Office
from tests.story import CLERK, SIGNER, approved, door, read, signed

POISON = "test.poison"


class Broken(Exception):
    pass


async def test_a_signature_that_cannot_be_made_is_aborted_and_can_be_asked_for_again(
    office: Office,
) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    stored = await set_digest(office, document["id"], "0" * 64)
    await signer.post(f"{door(document)}/sign")
    await office.work()
    found = await read(office, document, expected="approved")
    assert found["signing"]["state"] == "aborted"
    assert "BlobMissing" in found["signing"]["problem"]
    assert "sign" in (await signer.get(door(document))).json()["actions"]

    [dead] = (await (await office.sign_in("quantri")).get("/jobs/dead")).json()
    assert (dead["type"], dead["subject"]) == ("document.signing_started", document["id"])

    await set_digest(office, document["id"], stored)
    assert (await signer.post(f"{door(document)}/sign")).status_code == 202
    await office.work()
    assert (await read(office, document))["state"] == "signed"


async def test_a_revived_event_does_nothing_to_a_signature_that_was_aborted(
    office: Office,
) -> None:
    document = await approved(office)
    signer = await office.sign_in(SIGNER)
    administrator = await office.sign_in("quantri")
    await set_digest(office, document["id"], "0" * 64)
    await signer.post(f"{door(document)}/sign")
    await office.work()
    [dead] = (await administrator.get("/jobs/dead")).json()
    assert (await administrator.post(f"/jobs/{dead['id']}/revive")).status_code == 202
    await office.work()
    assert (await administrator.get("/jobs/dead")).json() == []
    assert (await read(office, document))["signing"]["state"] == "aborted"


async def test_a_number_whose_seal_failed_stays_with_its_document(office: Office) -> None:
    first, second = await signed(office), await signed(office)
    clerk = await office.sign_in(CLERK)
    stored = await set_digest(office, first["id"], "0" * 64)
    issuing = await clerk.post(f"{door(first)}/issue")
    assert issuing.json()["number"] == 1
    await office.work()
    found = await read(office, first, expected="numbered")
    assert (found["signing"]["state"], found["number"]) == ("aborted", 1)
    assert (await clerk.post(f"{door(second)}/issue")).json()["number"] == 2

    await set_digest(office, first["id"], stored)
    office.clock.move(timedelta(days=1))
    clerk = await office.renew(CLERK)
    assert (await clerk.post(f"{door(first)}/issue")).json()["number"] == 1
    await office.work()
    found = await read(office, first, expected="issued")
    assert (found["number"], found["issued_on"]) == (1, "2024-11-25")


async def test_an_event_whose_consumer_always_fails_is_put_aside_after_its_attempts(
    office: Office,
) -> None:
    event_id = await publish(office)
    given_up: list[str] = []
    consumers = {POISON: [Consumer("test.poison", fail, give_up=note(given_up))]}
    for attempt in (1, 2, 3):
        await Worker(impatient(office, attempts=3), consumers).run_until_idle()
        event = await find(office, event_id)
        assert event is not None
        assert event.attempts == attempt
        assert event.claimed_by is None
        assert event.last_error == "Broken: as ever"
        assert event.state is (EventState.DEAD if attempt == 3 else EventState.PENDING)
        await make_due(office)
    assert given_up == ["Broken: as ever"]


async def test_an_event_is_not_kept_by_a_worker_that_could_not_put_it_aside(
    office: Office,
) -> None:
    """Giving up may fail as well; the next claim must find the event, not a holder alive."""
    event_id = await publish(office)

    async def fail_too(job: Job, reason: str) -> None:
        raise Broken("and so does giving up")

    stubborn = {POISON: [Consumer("test.poison", fail, give_up=fail_too)]}
    platform = impatient(office, attempts=1)
    await Worker(platform, stubborn).run_until_idle()
    event = await find(office, event_id)
    assert event is not None
    assert event.claimed_by is None
    assert event.state is EventState.PENDING


async def test_an_event_that_ends_its_workers_is_put_aside_too(office: Office) -> None:
    """Its attempts were counted by claims that nobody lived to report about."""
    event_id = await publish(office)
    async with office.platform.database.session() as session:
        await session.exec(
            update(OutboxEvent).where(col(OutboxEvent.id) == event_id).values(attempts=3)
        )
        await session.commit()
    reached: list[str] = []
    given_up: list[str] = []

    async def reach(job: Job) -> None:
        reached.append(job.consumer)

    consumers = {POISON: [Consumer("test.poison", reach, give_up=note(given_up))]}
    await Worker(impatient(office, attempts=3), consumers).run_until_idle()
    event = await find(office, event_id)
    assert event is not None
    assert (event.state, reached) == (EventState.DEAD, [])
    assert len(given_up) == 1


async def test_no_claim_outlives_a_worker_that_came_to_its_end(office: Office) -> None:
    """Its connection goes back to the pool; its advisory lock must not go with it."""
    await office.work()
    async with office.platform.database.session() as session:
        connection = await session.connection()
        held = await connection.execute(
            text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :space"),
            {"space": outbox.LOCK_SPACE},
        )
        assert held.scalar_one() == 0


async def test_a_worker_that_lost_its_connection_goes_on_with_another(office: Office) -> None:
    done = asyncio.Event()

    async def finish(job: Job) -> None:
        done.set()

    worker = Worker(impatient(office, attempts=3), {POISON: [Consumer("test.poison", finish)]})
    running = asyncio.create_task(worker.run())
    await end_a_listener(office)
    await publish(office)
    await asyncio.wait_for(done.wait(), 10)
    running.cancel()
    await asyncio.wait([running])


async def fail(job: Job) -> None:
    raise Broken("as ever")


def note(reasons: list[str]) -> Callable[[Job, str], Awaitable[None]]:
    async def keep(job: Job, reason: str) -> None:
        reasons.append(reason)

    return keep


def impatient(office: Office, *, attempts: int) -> Platform:
    settings = office.platform.settings.model_copy(
        update={"job_attempts": attempts, "job_backoff": timedelta(hours=1)}
    )
    return dataclasses.replace(office.platform, settings=settings)


async def publish(office: Office) -> UUID:
    async with office.platform.database.session() as session:
        event_id = await outbox.publish(session, type=POISON, subject=new_id(), now=OFFICE_DAY)
        await session.commit()
    return event_id


async def find(office: Office, event_id: UUID) -> OutboxEvent | None:
    async with office.platform.database.session() as session:
        return await session.get(OutboxEvent, event_id)


async def make_due(office: Office) -> None:
    async with office.platform.database.session() as session:
        await session.exec(update(OutboxEvent).values(next_at=func.clock_timestamp()))
        await session.commit()


async def end_a_listener(office: Office) -> None:
    """Wait for the worker's advisory lock, then end the connection that holds it."""
    async with office.platform.database.engine.connect() as connection:
        while True:
            ended = await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND classid = :space AND granted"
                ),
                {"space": outbox.LOCK_SPACE},
            )
            if ended.first():
                return
            await asyncio.sleep(0.01)


async def set_digest(office: Office, document_id: str, digest: str) -> str:
    """Let the newest file of the document name other bytes; the digest it named before."""
    async with office.platform.database.session() as session:
        rows = await session.exec(
            select(DocumentFile)
            .where(DocumentFile.document_id == UUID(document_id))
            .order_by(col(DocumentFile.revision).desc())
            .limit(1)
        )
        file = rows.one()
        before, file.digest = file.digest, digest
        await session.commit()
    assert before is not None
    return before
