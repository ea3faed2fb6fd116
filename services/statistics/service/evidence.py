"""Opening a figure: every record of its denominator, with what it counted as and why."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from services.errors import CursorMalformed
from services.periods import reference_instant
from services.statistics.definitions import Definition, Noun, definition_of
from services.statistics.errors import NoRecordsBehind
from services.statistics.models.indicators import Indicator, Source
from services.statistics.registers import Register
from services.statistics.repository import registers
from services.statistics.repository.registers import Place, Record
from services.statistics.repository.reported import Reported, list_reported
from services.statistics.schemas.figure import EvidenceRow
from services.statistics.service.asking import Question
from services.statistics.service.counting import counted_months
from services.statistics.service.figures import get_indicator


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and the key of its place in the list."""

    row: EvidenceRow
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the list: counted, not counted or both (None), after which row, how many.

    `after`: the key and id of the last row seen; the key is its register, day and agency.
    """

    counted: bool | None
    after: tuple[str, UUID] | None
    limit: int


async def read_evidence(
    *, session: AsyncSession, actor: Actor, code: str, question: Question, wanted: Wanted
) -> list[Placed]:
    """One row more than `limit` where there is more. Reading is journalled: it shows records."""
    indicator = await get_indicator(session, code)
    definition = definition_of(indicator.measure)
    if indicator.source is Source.REPORTED:
        placed = await _reports(session, indicator, question, wanted)
    elif definition is not None:
        placed = await _records(session, actor, indicator, definition, question, wanted)
    else:
        raise NoRecordsBehind(code)
    record_act(
        session, actor=actor, act=Act.EVIDENCE_READ, now=question.now,
        subject=("agency", question.scope.agency.id),
        details={"indicator": code, "period": question.period.code, "counted": wanted.counted,
                 "rows": min(len(placed), wanted.limit)},
    )  # fmt: skip
    return placed


async def list_reports(
    session: AsyncSession, indicator: Indicator, question: Question
) -> list[Reported]:
    """What agencies reported for the period, as it counts now."""
    return await list_reported(
        session,
        [indicator.code],
        agency_ids=[agency.id for agency in question.scope.of_level(indicator.level)],
        periods=[question.period.code],
        at=question.now,
    )


def may_read_titles(actor: Actor) -> bool:
    """A title can say what the document is about: only for those who may see the registers."""
    return actor.can(Permission.SEE_AGENCY_DOCUMENTS)


def row_of(record: Record, definition: Definition, question: Question, actor: Actor) -> EvidenceRow:
    is_open = definition.noun is Noun.PERSON or may_read_titles(actor)
    return EvidenceRow(
        noun=definition.noun,
        id=record.id,
        title=record.title if is_open else "",
        number_and_symbol=record.number_and_symbol,
        at=record.at or reference_instant(record.day, question.now),
        agency_name=record.agency_name,
        counted=record.reason in definition.counted,
        reason=record.reason,
    )


async def _records(
    session: AsyncSession,
    actor: Actor,
    indicator: Indicator,
    definition: Definition,
    question: Question,
    wanted: Wanted,
) -> list[Placed]:
    records = await registers.list_records(
        session,
        definition.register,
        agency_ids=[agency.id for agency in question.scope.of_level(indicator.level)],
        months=counted_months(definition.register, question.period, question.today),
        condition=None if wanted.counted is None else (definition.counted, wanted.counted),
        after=_read_place(definition.register, wanted.after),
        limit=wanted.limit + 1,
    )
    return [
        Placed(
            row_of(record, definition, question, actor),
            f"{definition.register} {record.day} {record.agency_id}",
        )
        for record in records
    ]


async def _reports(
    session: AsyncSession, indicator: Indicator, question: Question, wanted: Wanted
) -> list[Placed]:
    """The signed reports that the sums are made of; every one of them counts."""
    values = await list_reports(session, indicator, question)
    after = wanted.after[1] if wanted.after else None
    shown = sorted(
        (row for row in values if after is None or row.report_id > after),
        key=lambda row: row.report_id,
    )
    return (
        []
        if wanted.counted is False
        else [Placed(row_of_report(row), "reported") for row in shown[: wanted.limit + 1]]
    )


def row_of_report(row: Reported) -> EvidenceRow:
    return EvidenceRow(
        noun=Noun.REPORT,
        id=row.report_id,
        title=row.title,
        number_and_symbol=row.number_and_symbol,
        at=row.since,
        agency_name=row.agency_name,
        counted=True,
        reason="report_accepted",
    )


def _read_place(register: Register, after: tuple[str, UUID] | None) -> Place | None:
    """The place that a cursor of this register names. Raises `CursorMalformed`."""
    if after is None:
        return None
    key, record_id = after
    try:
        of, day, agency_id = key.split(" ")
        if of != register:
            raise CursorMalformed
        return Place(date.fromisoformat(day), record_id, UUID(agency_id))
    except ValueError as error:
        raise CursorMalformed from error
