"""Putting a ready question to the journal and the registers. Asking is itself an act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from auth.service import get_agency, vietnam_day
from services.journal.errors import QuestionRefused
from services.journal.schemas import LineRead, QuestionName, QuestionRead
from services.journal.service.questions import (
    acts,
    after_signing,
    behalf,
    hours,
    numbers,
    reads,
)
from services.journal.service.questions.lines import read_lines
from services.journal.service.questions.question import Asked, Found, Question
from services.working_hours import Hours

QUESTIONS: Mapping[QuestionName, Question] = {
    QuestionName.ACTS: acts.QUESTION,
    QuestionName.READS: reads.QUESTION,
    QuestionName.BEHALF: behalf.QUESTION,
    QuestionName.AFTER_SIGNING: after_signing.QUESTION,
    QuestionName.NUMBERS: numbers.QUESTION,
    QuestionName.HOURS: hours.QUESTION,
}
LONGEST = timedelta(days=366)
USUAL = timedelta(days=30)
_MOST_RECORDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """As they were sent. `record`: an id, or a number and symbol. No days: the last thirty."""

    since: date | None
    until: date | None
    agency_id: UUID | None
    person_id: UUID | None
    record: str | None
    act: str | None
    finding: str | None

    def told(self) -> dict[str, str]:
        """What was asked for, for the journal and the answer."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return {name: str(value) for name, value in named.items() if value is not None}


def list_questions(actor: Actor) -> list[QuestionRead]:
    actor.require(Permission.AUDIT)
    return [
        QuestionRead(name=name, findings=list(question.findings))
        for name, question in QUESTIONS.items()
    ]


async def ask(  # noqa: PLR0913 - each named at the call
    *,
    session: AsyncSession,
    actor: Actor,
    name: QuestionName,
    filters: Filters,
    after: tuple[datetime, UUID] | None,
    limit: int,
    hours: Hours,
    now: datetime,
) -> list[tuple[LineRead, Found]]:
    """One line more than `limit` where there is more, each with its place. Journalled."""
    asked = await _check(
        session, actor, name, filters, after=after, limit=limit, hours=hours, now=now
    )
    found = await QUESTIONS[name].find(session, asked)
    record_ask(
        session, actor, Act.QUESTION_ASK, name, filters, lines=min(len(found), limit), now=now
    )
    return list(zip(await read_lines(session, found), found, strict=True))


def record_ask(  # noqa: PLR0913 - as above
    session: AsyncSession,
    actor: Actor,
    act: Act,
    name: QuestionName,
    filters: Filters,
    *,
    lines: int,
    now: datetime,
    digest: str | None = None,
) -> None:
    record_act(
        session, actor=actor, act=act, now=now, digest=digest,
        subject=("agency", filters.agency_id or actor.agency_id),
        details={"question": name, **filters.told(), "lines": lines},
    )  # fmt: skip


async def _check(  # noqa: PLR0913 - as above
    session: AsyncSession,
    actor: Actor,
    name: QuestionName,
    filters: Filters,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
    hours: Hours,
    now: datetime,
) -> Asked:
    """Raises `QuestionRefused`, and `AgencyMissing` for an agency that is not there."""
    actor.require(Permission.AUDIT)
    today = vietnam_day(now)
    until = filters.until or today
    since = filters.since or until - USUAL
    if not timedelta(0) <= until - since <= LONGEST:
        raise QuestionRefused("since", "at most a year before the last day")
    if filters.finding is not None and filters.finding not in QUESTIONS[name].findings:
        raise QuestionRefused("finding", f"not one that {name} has")
    if filters.agency_id:
        await get_agency(session, filters.agency_id)
    return Asked(
        since=since,
        until=until,
        agency_id=filters.agency_id,
        person_id=filters.person_id,
        subjects=None if filters.record is None else await _records(session, filters.record),
        act=filters.act,
        finding=filters.finding,
        after=after,
        limit=limit + 1,
        today=today,
        hours=hours,
    )


async def _records(session: AsyncSession, record: str) -> list[UUID]:
    """By its id, or all that bear the number and symbol: agencies number alike."""
    try:
        return [UUID(record)]
    except ValueError:
        connection = await session.connection()
        rows = await connection.execute(
            text("SELECT id FROM audited_number WHERE number_and_symbol = :record LIMIT :most"),
            {"record": record, "most": _MOST_RECORDS},
        )
        return [row[0] for row in rows]
