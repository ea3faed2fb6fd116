"""kill -9 of the worker between every two steps of issue and deliver: nothing lost or doubled."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.app import CONSUMERS
from services.documents.models.books import BookSeries
from services.documents.models.document import Document, DocumentFile
from services.documents.models.incoming import Delivery, DeliveryEvent, IncomingDocument
from services.documents.models.signing import Signing
from services.documents.models.states import DeliveryState, DocumentState, FileRole, SigningState
from services.worker import Worker
from storage import outbox
from storage.journal import JournalEntry
from storage.outbox import InboxEntry, OutboxEvent
from tests.bulk import copies, count
from tests.faults.conftest import KILLED, UNHARMED, MortalWorker
from tests.office import Office
from tests.story import CLERK, signed

COMMUNES = [f"H20.90.{n:02d}" for n in range(1, 5)]
BESIDE = ("phu-luc.pdf",)
# What follows from issuing: the seal, the deliveries, the verification of document and attachment.
JOBS = 5
# A leader's signature, number and seal, the archive's time stamp, and what was uploaded.
REVISIONS = 4
MOST_STEPS = 60


# What a kill right after a commit leaves is what one before the next commit leaves.
@pytest.mark.parametrize("point", ["before_commit", "before_blob", "after_blob"])
async def test_a_worker_killed_at_any_step_leaves_one_delivery_each(
    point: str, office: Office, mortal_worker: MortalWorker
) -> None:
    document = await signed(office, codes=COMMUNES, beside=BESIDE)
    for step, document_id in enumerate(await copies(office, document["id"], MOST_STEPS), start=1):
        await issue(office, document_id)
        ended = await mortal_worker.run(point, step, slots=1)
        if ended == KILLED:
            await finish_the_work_of_the_dead(office)
        else:
            assert ended == UNHARMED
        async with office.platform.database.session() as session:
            await assert_delivered_once(session, document_id, number=step)
            await assert_nothing_left_over(session, issued=step)
        if ended == UNHARMED:
            assert step > 1, "the worker met no step of this kind"
            return
    pytest.fail(f"killed {MOST_STEPS} times and still not through")


async def test_the_work_of_a_dead_worker_is_taken_at_once_by_one_that_waits(
    office: Office, mortal_worker: MortalWorker
) -> None:
    document = await signed(office, codes=COMMUNES, beside=BESIDE)
    document_id, *_ = await copies(office, document["id"], 1)
    await issue(office, document_id)
    assert await mortal_worker.run("after_blob", 1) == KILLED
    async with office.platform.database.session() as session:
        held = (await session.exec(select(OutboxEvent))).one()
        assert held.claimed_by is not None
        assert held.next_at is not None
        await wait_for_the_death_of(session, held.claimed_by)
        # Nothing but the closed connection freed it: it is due, and its holder is not there.
        assert await outbox.claim(session, worker=1, limit=10)


async def test_two_workers_at_once_do_everything_once(office: Office) -> None:
    document = await signed(office, codes=COMMUNES, beside=BESIDE)
    ids = await copies(office, document["id"], 6)
    for document_id in ids:
        await issue(office, document_id)
    workers = [Worker(office.platform, CONSUMERS) for _ in range(2)]
    await asyncio.gather(*(worker.run_until_idle() for worker in workers))
    await office.work()
    async with office.platform.database.session() as session:
        for number, document_id in enumerate(ids, start=1):
            await assert_delivered_once(session, document_id, number=number)
        await assert_nothing_left_over(session, issued=len(ids))


async def test_a_worker_that_dies_beside_another_leaves_it_the_work(
    office: Office, mortal_worker: MortalWorker
) -> None:
    document = await signed(office, codes=COMMUNES, beside=BESIDE)
    ids = await copies(office, document["id"], 6)
    for document_id in ids:
        await issue(office, document_id)
    dying = asyncio.create_task(mortal_worker.run("before_commit", 5, slots=2))
    await office.work()
    await dying
    await finish_the_work_of_the_dead(office)
    async with office.platform.database.session() as session:
        for number, document_id in enumerate(ids, start=1):
            await assert_delivered_once(session, document_id, number=number)
        await assert_nothing_left_over(session, issued=len(ids))


async def issue(office: Office, document_id: UUID) -> None:
    clerk = await office.sign_in(CLERK)
    answer = await clerk.post(f"/documents/{document_id}/issue")
    assert answer.status_code == 202, answer.text


async def finish_the_work_of_the_dead(office: Office) -> None:
    async with office.platform.database.session() as session:
        for holder in (await session.exec(select(OutboxEvent.claimed_by))).all():
            if holder is not None:
                await wait_for_the_death_of(session, holder)
    await office.work()


async def wait_for_the_death_of(session: AsyncSession, worker: int) -> None:
    """Return when the server has noticed the closed connection: its advisory lock is free."""
    await session.exec(select(func.pg_advisory_xact_lock(outbox.LOCK_SPACE, worker)))
    await session.rollback()


async def assert_delivered_once(session: AsyncSession, document_id: UUID, *, number: int) -> None:
    document = await session.get_one(Document, document_id)
    assert (document.state, document.number) == (DocumentState.ISSUED, number)
    files = await count(
        session,
        DocumentFile,
        DocumentFile.document_id == document_id,
        DocumentFile.role == FileRole.MAIN,
    )
    beside = (
        await session.exec(
            select(DocumentFile.revision).where(
                DocumentFile.document_id == document_id, DocumentFile.role == FileRole.ATTACHMENT
            )
        )
    ).all()
    assert sorted(beside) == [1, 2]
    signings = await session.exec(select(Signing.state).where(Signing.document_id == document_id))
    assert (files, signings.all()) == (REVISIONS, [SigningState.COMPLETED])
    deliveries = (
        await session.exec(select(Delivery).where(Delivery.document_id == document_id))
    ).all()
    assert len(deliveries) == len(COMMUNES)
    ids = [delivery.id for delivery in deliveries]
    arrivals = (
        await session.exec(
            select(IncomingDocument).where(col(IncomingDocument.delivery_id).in_(ids))
        )
    ).all()
    assert Counter(row.delivery_id for row in arrivals) == Counter(ids)
    assert {row.verdict for row in arrivals} == {"valid"}
    events = await session.exec(
        select(DeliveryEvent.state).where(col(DeliveryEvent.delivery_id).in_(ids))
    )
    steps = (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.ARRIVED)
    assert Counter(events.all()) == dict.fromkeys(steps, len(COMMUNES))
    await assert_journalled_once(session, document_id, ids, [row.id for row in arrivals])


async def assert_journalled_once(
    session: AsyncSession, document_id: UUID, deliveries: Sequence[UUID], arrivals: Sequence[UUID]
) -> None:
    subjects = [document_id, *deliveries, *arrivals]
    acts = await session.exec(
        select(JournalEntry.act).where(col(JournalEntry.subject_id).in_(subjects))
    )
    of_the_document = (
        Act.NUMBER_SPEND,
        Act.SIGNATURE_START,
        Act.SIGNATURE_COMPLETE,
        Act.DOCUMENT_SEAL,
        Act.ARCHIVE_COMPLETE,
        Act.DOCUMENT_ISSUE,
        Act.ATTACHMENT_SEAL,
        Act.ATTACHMENT_VERIFY,
    )
    of_each_receiver = (Act.DELIVERY_SEND, Act.DELIVERY_ARRIVE, Act.DELIVERY_VERIFY)
    assert Counter(acts.all()) == {
        **dict.fromkeys(of_the_document, 1),
        **dict.fromkeys(of_each_receiver, len(COMMUNES)),
    }


async def assert_nothing_left_over(session: AsyncSession, *, issued: int) -> None:
    assert await count(session, OutboxEvent) == 0
    assert await count(session, Signing, Signing.state == SigningState.STARTED) == 0
    spent = (await session.exec(select(BookSeries.last_number))).all()
    assert spent == [issued]
    # One mark for each job of each document, and two for the original's signature and its check.
    assert await count(session, InboxEntry) == JOBS * issued + 2
