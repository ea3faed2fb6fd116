"""Outbox and inbox on their own: claims, marks, delays, dead letters, waking."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import func, select

from storage import outbox
from storage.database import Database
from storage.ids import new_id
from storage.outbox import EventState, OutboxEvent
from tests.office import OFFICE_DAY


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.aclose()


async def publish(database: Database, number: int = 1) -> list[UUID]:
    async with database.session() as session:
        ids = [
            await outbox.publish(session, type="test.happened", subject=new_id(), now=OFFICE_DAY)
            for _ in range(number)
        ]
        await session.commit()
    return ids


async def claim(database: Database, worker: int, limit: int = 100) -> list[UUID]:
    async with database.session() as session:
        events = await outbox.claim(session, worker=worker, limit=limit)
        await session.commit()
    return [event.id for event in events]


async def live(connection: AsyncConnection, worker: int) -> None:
    await connection.execute(
        text("SELECT pg_advisory_lock(:space, :worker)"),
        {"space": outbox.LOCK_SPACE, "worker": worker},
    )
    await connection.commit()


async def test_an_event_is_published_with_its_transaction(database: Database) -> None:
    async with database.session() as session:
        await outbox.publish(session, type="test.happened", subject=new_id(), now=OFFICE_DAY)
        await session.rollback()
    assert await claim(database, 1) == []
    [made] = await publish(database)
    assert await claim(database, 1) == [made]


async def test_two_relays_at_once_share_the_events(database: Database) -> None:
    ids = await publish(database, 40)
    async with database.session() as one, database.session() as other:
        first = await outbox.claim(one, worker=1, limit=25)
        # The first has not committed: its rows are passed over, not waited for.
        second = await asyncio.wait_for(outbox.claim(other, worker=2, limit=25), 5)
        await one.commit()
        await other.commit()
    taken = [event.id for event in (*first, *second)]
    assert (len(first), len(second)) == (25, 15)
    assert sorted(taken) == sorted(ids)


async def test_a_claim_lives_as_long_as_the_connection_of_its_worker(database: Database) -> None:
    ids = await publish(database, 3)
    async with database.engine.connect() as holder:
        await live(holder, 7)
        assert sorted(await claim(database, 7)) == sorted(ids)
        assert await claim(database, 8) == []
        await holder.invalidate()
    async with database.engine.connect() as waiting:
        await live(waiting, 7)  # returns when the server has noticed the end
        await waiting.invalidate()
    async with database.engine.connect() as next_one:
        await live(next_one, 8)
        assert sorted(await claim(database, 8)) == sorted(ids)
        await next_one.invalidate()


async def test_a_worker_of_another_database_keeps_no_claim_alive_here(
    database: Database, postgres: str
) -> None:
    [made] = await publish(database)
    assert await claim(database, 7) == [made]
    elsewhere = Database(postgres, pool_size=1)
    async with elsewhere.engine.connect() as connection:
        await live(connection, 7)
        assert await claim(database, 8) == [made]
        await connection.invalidate()
    await elsewhere.aclose()


async def test_an_effect_is_accepted_once_for_each_consumer(database: Database) -> None:
    event = new_id()
    async with database.session() as session:
        assert await outbox.accept_once(session, consumer="a", event_id=event)
        assert await outbox.accept_once(session, consumer="b", event_id=event)
        await session.commit()
        assert not await outbox.accept_once(session, consumer="a", event_id=event)


async def test_of_two_at_once_one_has_the_effect(database: Database) -> None:
    event = new_id()
    async with database.session() as one, database.session() as other:
        assert await outbox.accept_once(one, consumer="a", event_id=event)
        waiting = asyncio.create_task(outbox.accept_once(other, consumer="a", event_id=event))
        await blocked(database)
        await one.commit()
        assert await waiting is False
    async with database.session() as one, database.session() as other:
        event = new_id()
        assert await outbox.accept_once(one, consumer="a", event_id=event)
        waiting = asyncio.create_task(outbox.accept_once(other, consumer="a", event_id=event))
        await blocked(database)
        await one.rollback()
        assert await waiting is True


async def test_a_failure_waits_dies_and_is_revived(database: Database) -> None:
    [made] = await publish(database)
    await claim(database, 1)
    await postpone(database, made, delay=timedelta(hours=1), dead=False)
    assert await claim(database, 1) == []
    await postpone(database, made, delay=timedelta(0), dead=False)
    assert await claim(database, 1) == [made]
    await postpone(database, made, delay=timedelta(0), dead=True)
    assert await claim(database, 1) == []
    async with database.session() as session:
        [dead] = await outbox.list_dead(session)
        assert (dead.id, dead.attempts, len(dead.last_error or "")) == (made, 2, 2_000)
        assert await outbox.revive(session, made)
        assert not await outbox.revive(session, made)
        assert not await outbox.revive(session, new_id())
        await session.commit()
        revived = (await session.exec(select(OutboxEvent))).one()
        await session.refresh(revived)
        assert (revived.state, revived.attempts) == (EventState.PENDING, 0)
    assert await claim(database, 1) == [made]


async def test_a_commit_wakes_who_listens(database: Database) -> None:
    woken = asyncio.Event()
    async with database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        assert driver is not None
        await driver.add_listener(outbox.CHANNEL, lambda *_: woken.set())
        async with database.session() as session:
            await outbox.publish(session, type="test.happened", subject=new_id(), now=OFFICE_DAY)
            await (await connection.begin()).rollback()
            assert not woken.is_set()
            await session.commit()
        await asyncio.wait_for(woken.wait(), 5)
        await connection.invalidate()


async def postpone(database: Database, event_id: UUID, *, delay: timedelta, dead: bool) -> None:
    async with database.session() as session:
        await outbox.postpone(session, event_id, delay=delay, error="x" * 3_000, dead=dead)
        await session.commit()


async def blocked(database: Database) -> None:
    """Return when some session of the database waits for another's transaction."""
    waits = select(func.count()).select_from(text("pg_locks")).where(text("NOT granted"))
    async with database.session() as session:
        while not (await session.exec(waits)).one():
            await session.rollback()
