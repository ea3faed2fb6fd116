"""The worker: takes events from the outbox and lets their consumers do what follows from them.

A consumer reads and closes, works, then writes in `job.completing()`: one transaction that holds
its effect and its inbox row. The event is deleted in a later one; a worker killed between the two
does nothing twice, because the inbox row is found. See storage/outbox.py for how claims end.
"""

import asyncio
import contextlib
import logging
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housekeeping import EVERY, tidy_up
from services.platform import Platform
from storage import outbox
from storage.outbox import OutboxEvent

log = logging.getLogger(__name__)

MAX_BACKOFF = timedelta(hours=1)
MAX_DOUBLINGS = 20  # more would overflow a timedelta before they are cut off


class GiveUp(Exception):
    """A consumer's word that trying again cannot help."""


class AlreadyDone(Exception):
    """The consumer's effect for this event is committed; leave `completing` without a trace."""


@dataclass(frozen=True, slots=True)
class Job:
    """One event for one consumer."""

    event: OutboxEvent
    consumer: str
    platform: Platform

    @property
    def now(self) -> datetime:
        return self.platform.clock.now()

    @asynccontextmanager
    async def completing(self) -> AsyncIterator[AsyncSession]:
        """The one transaction that writes: the effect and the proof that it was done."""
        async with self.platform.database.session() as session:
            first = await outbox.accept_once(
                session, consumer=self.consumer, event_id=self.event.id
            )
            if not first:
                raise AlreadyDone
            yield session
            await session.commit()


Handler = Callable[[Job], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Consumer:
    """`give_up` writes the explicit end state when the event is put aside for good."""

    name: str
    handle: Handler
    give_up: Callable[[Job, str], Awaitable[None]] | None = None


Consumers = Mapping[str, Sequence[Consumer]]


def merge_consumers(*services: Consumers) -> Consumers:
    """What several services do with the same event, in their order."""
    merged: dict[str, list[Consumer]] = {}
    for consumers in services:
        for name, found in consumers.items():
            merged.setdefault(name, []).extend(found)
    return merged


class Worker:
    """Runs up to `slots` events at once until it is cancelled."""

    def __init__(self, platform: Platform, consumers: Consumers) -> None:
        self._platform = platform
        self._consumers = consumers
        self._settings = platform.settings
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._unsettled = False

    async def run(self) -> None:
        """Work until cancelled; a lost database connection is tried again, not fatal."""
        while True:
            try:
                async with self._signed_on() as number:
                    await self._work(number)
            except Exception:
                log.exception("worker lost its database connection; trying again")
                await asyncio.sleep(self._settings.job_poll_seconds)

    async def run_until_idle(self) -> None:
        """Do everything that is due, and what follows from it, then return (tests, commands)."""
        async with self._signed_on() as number:
            while await self._claim(number) or self._running:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    @asynccontextmanager
    async def _signed_on(self) -> AsyncIterator[int]:
        """Our number, alive as long as this lasts."""
        async with self._platform.database.engine.connect() as connection:
            try:
                yield await self._sign_on(connection)
            finally:
                await self._leave()
                # Closed, not given back: in the pool it would keep our claims alive without us.
                await connection.invalidate()

    async def _sign_on(self, connection: AsyncConnection) -> int:
        """Hold the advisory lock that keeps our claims alive, and listen for new events."""
        number = secrets.randbelow(2**31 - 1) + 1
        await connection.execute(
            text("SELECT pg_advisory_lock(:space, :number)"),
            {"space": outbox.LOCK_SPACE, "number": number},
        )
        await connection.commit()  # the lock belongs to the connection; leave no open transaction
        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        if driver is None:
            raise ConnectionError("the database connection was closed at once")
        await driver.add_listener(outbox.CHANNEL, lambda *_: self._wake.set())
        driver.add_termination_listener(lambda *_: self._wake.set())
        self._driver = driver
        self._unsettled = False
        return number

    async def _work(self, number: int) -> None:
        while not self._driver.is_closed() and not self._unsettled:
            self._wake.clear()
            claimed = await self._claim(number)
            if claimed and len(self._running) < self._settings.job_slots:
                continue
            waiting = asyncio.create_task(self._wake.wait())
            await asyncio.wait(
                {waiting, *self._running},
                timeout=self._settings.job_poll_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            waiting.cancel()
        raise ConnectionError("the listening connection was lost, or an event with it")

    async def _claim(self, number: int) -> int:
        """Start what is due, as far as slots are free; how many were started."""
        free = self._settings.job_slots - len(self._running)
        if free <= 0:
            return 0
        async with self._platform.database.session() as session:
            events = await outbox.claim(session, worker=number, limit=free)
            await session.commit()
        for event in events:
            task = asyncio.create_task(self._carry_out(event))
            self._running.add(task)
            task.add_done_callback(self._finish)
        return len(events)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()
        if not task.cancelled() and task.exception():
            log.error("an event could not be settled", exc_info=task.exception())
            self._unsettled = True  # it stays claimed by our number until we take another

    async def _carry_out(self, event: OutboxEvent) -> None:
        jobs = [
            (Job(event, consumer.name, self._platform), consumer)
            for consumer in self._consumers.get(event.type, ())
        ]
        try:
            if event.attempts > self._settings.job_attempts:
                raise GiveUp("every worker that took it ended before it was done")  # noqa: TRY301
            for job, consumer in jobs:
                with contextlib.suppress(AlreadyDone):
                    await consumer.handle(job)
        except Exception as error:  # noqa: BLE001 - whatever a job raises ends in an explicit state
            await self._postpone(event, jobs, error)
            return
        async with self._platform.database.session() as session:
            await outbox.settle(session, event.id)
            await session.commit()

    async def _postpone(
        self, event: OutboxEvent, jobs: list[tuple[Job, Consumer]], error: Exception
    ) -> None:
        reason = f"{type(error).__name__}: {error}"
        dead = isinstance(error, GiveUp) or event.attempts >= self._settings.job_attempts
        log.log(
            logging.ERROR if dead else logging.WARNING,
            "%s %s attempt %d: %s",
            event.type,
            event.id,
            event.attempts,
            reason,
            exc_info=None if isinstance(error, GiveUp) else error,
        )
        if dead:
            dead = await self._give_up(jobs, reason)
        async with self._platform.database.session() as session:
            await outbox.postpone(
                session, event.id, delay=self._delay(event.attempts), error=reason, dead=dead
            )
            await session.commit()

    async def _give_up(self, jobs: list[tuple[Job, Consumer]], reason: str) -> bool:
        """Write the end states; False where that failed too, so that it is tried again later."""
        try:
            for job, consumer in jobs:
                if consumer.give_up:
                    await consumer.give_up(job, reason)
        except Exception:
            log.exception("%s could not be given up", jobs[0][0].event.id)
            return False
        return True

    def _delay(self, attempts: int) -> timedelta:
        """Exponential back-off with full jitter, so that failures do not return in step."""
        doublings = min(attempts - 1, MAX_DOUBLINGS)
        longest: timedelta = min(self._settings.job_backoff * 2.0**doublings, MAX_BACKOFF)
        return longest * random.uniform(0.5, 1)  # noqa: S311 - spreads load, guards nothing

    async def _leave(self) -> None:
        """Let what is running end; what does not end soon is found by the next worker."""
        if self._running:
            await asyncio.wait(self._running, timeout=5)


async def keep_tidy(platform: Platform) -> None:
    """Throw away what nobody needs any more, now and then, until cancelled."""
    while True:
        try:
            async with platform.database.session() as session:
                gone = await tidy_up(session, now=platform.clock.now())
                await session.commit()
            log.info("housekeeping deleted %d rows", gone)
        except (DBAPIError, OSError):
            log.exception("housekeeping failed; it is tried again in its turn")
        await asyncio.sleep(EVERY.total_seconds())
