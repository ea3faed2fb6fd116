"""Opening a figure: every record of its denominator, with what it counted as and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from services.errors import CursorMalformed
from services.statistics.definitions import DEFINITIONS, Definition, Measure, Noun, measure_of
from services.statistics.errors import NoRecordsBehind
from services.statistics.models import Indicator
from services.statistics.repository import registers, staff
from services.statistics.repository.registers import Record
from services.statistics.schemas import EvidenceRow
from services.statistics.service.counting import REGISTERS, staff_moment
from services.statistics.service.figures import Question, get_indicator

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and the key of its place in the list."""

    row: EvidenceRow
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the list: counted, not counted or both (None), after which row, how many.

    `after`: the key and id of the last row seen. The key is a day, or for people an agency's id.
    """

    counted: bool | None
    after: tuple[str, UUID] | None
    limit: int


async def read_evidence(
    *, session: AsyncSession, actor: Actor, code: str, question: Question, wanted: Wanted
) -> list[Placed]:
    """One row more than `limit` where there is more. Reading is journalled: it shows records."""
    indicator = await get_indicator(session, code)
    measure = measure_of(indicator.measure)
    if measure is None:
        raise NoRecordsBehind(code)
    records = await _list(session, indicator, measure, question, wanted)
    record_act(
        session, actor=actor, act=Act.EVIDENCE_READ, now=question.now,
        subject=("agency", question.scope.agency.id),
        details={"indicator": code, "period": question.period.code, "counted": wanted.counted,
                 "rows": min(len(records), wanted.limit)},
    )  # fmt: skip
    definition = DEFINITIONS[measure]
    open_titles = definition.noun is Noun.PERSON or _may_read_titles(actor)
    return [_placed(record, definition, open_titles=open_titles) for record in records]


async def _list(
    session: AsyncSession,
    indicator: Indicator,
    measure: Measure,
    question: Question,
    wanted: Wanted,
) -> list[Record]:
    agency_ids = [agency.id for agency in question.scope.of_level(indicator.level)]
    condition = None if wanted.counted is None else (DEFINITIONS[measure].counted, wanted.counted)
    if not question.has_begun:
        return []
    if measure is Measure.STAFF:
        after = _read_key(wanted.after, UUID)
        return await staff.list_staff(
            session, agency_ids=agency_ids, moment=staff_moment(question.period, question.now),
            condition=condition, after=after, limit=wanted.limit + 1,
        )  # fmt: skip
    return await registers.list_records(
        session, REGISTERS[measure], agency_ids=agency_ids, period=question.period,
        condition=condition, limit=wanted.limit + 1,
        after=_read_key(wanted.after, date.fromisoformat),
    )  # fmt: skip


def _read_key(after: tuple[str, UUID] | None, read: Callable[[str], K]) -> tuple[K, UUID] | None:
    """The place a cursor names, its key read as this list's. Raises `CursorMalformed`."""
    if after is None:
        return None
    try:
        return read(after[0]), after[1]
    except ValueError as error:
        raise CursorMalformed from error


def _may_read_titles(actor: Actor) -> bool:
    """A title can say what the document is about: only for those who may see the registers."""
    return actor.can(Permission.SEE_AGENCY_DOCUMENTS) or actor.can(Permission.AUDIT)


def _placed(record: Record, definition: Definition, *, open_titles: bool) -> Placed:
    row = EvidenceRow(
        noun=definition.noun,
        id=record.id,
        title=record.title if open_titles else "",
        number_and_symbol=record.number_and_symbol,
        at=record.at,
        agency_name=record.agency_name,
        counted=record.reason == definition.counted,
        reason=record.reason,
    )
    key = record.agency_id if definition.noun is Noun.PERSON else record.day
    return Placed(row, str(key))
