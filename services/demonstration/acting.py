"""Acting for the people of the demonstration, at the times its story tells of."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, make_actor
from auth.models import (
    Account,
    Agency,
    Appointment,
    Department,
    Person,
    SignInSession,
)
from services.app import CONSUMERS
from services.clock import Clock
from services.platform import Platform
from services.worker import Worker


class StoryClock(Clock):
    """Stands at one moment of the story."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


class Stage:
    """The platform at one moment of the story."""

    def __init__(self, platform: Platform, moment: datetime) -> None:
        self.now = moment
        self.platform = dataclasses.replace(platform, clock=StoryClock(moment))

    @asynccontextmanager
    async def acting(self, username: str) -> AsyncIterator[tuple[AsyncSession, Actor]]:
        """One use case of one person, as one transaction."""
        async with self.platform.database.session() as session:
            yield session, await find_actor(session, username, now=self.now)
            await session.commit()

    async def work(self) -> None:
        """Let the jobs do what follows, at this moment."""
        await Worker(self.platform, CONSUMERS).run_until_idle()


async def find_actor(session: AsyncSession, username: str, *, now: datetime) -> Actor:
    rows = await session.exec(
        select(Person, Appointment, Department, Agency)
        .join(Account, col(Account.person_id) == Person.id)
        .join(Appointment, col(Appointment.person_id) == Person.id)
        .join(Department, col(Department.id) == Appointment.department_id)
        .join(Agency, col(Agency.id) == Department.agency_id)
        .where(Account.username == username)
        .limit(1)
    )
    person, appointment, department, agency = rows.one()
    unsaved = SignInSession(
        secret_digest="",
        person_id=person.id,
        appointment_id=appointment.id,
        opened_at=now,
        last_seen_at=now,
        expires_at=now,
    )
    return make_actor(unsaved, person, appointment, department, agency, ())


async def agency_ids(session: AsyncSession, codes: tuple[str, ...]) -> list[UUID]:
    rows = await session.exec(select(Agency.id).where(col(Agency.code).in_(codes)))
    return list(rows.all())
