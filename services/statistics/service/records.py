"""Opening one record behind a figure: what it counted as, and the proof of what was done with it.

For who sees the figure, though the document itself may be another agency's: the proof needs hashes
only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from services.proving import ProofRead, prove_lines
from services.statistics.definitions import Noun, definition_of
from services.statistics.errors import NoRecordsBehind, RecordMissing
from services.statistics.models.indicators import Indicator, Source
from services.statistics.repository import registers
from services.statistics.repository.lines import Line, list_lines
from services.statistics.schemas.figure import EvidenceRow, RecordLine, RecordRead
from services.statistics.service.asking import Question
from services.statistics.service.counting import counted_months
from services.statistics.service.evidence import (
    list_reports,
    may_read_titles,
    row_of,
    row_of_report,
)
from services.statistics.service.figures import get_indicator
from storage.blobs.port import BlobStore
from storage.sequencing.proving import Placed, place_entries
from storage.sequencing.settings import JournalSettings

LINES = 30
# What the journal calls it.
_SUBJECTS = {Noun.INCOMING: "incoming_document"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Read in the transaction; to be proved after it. `is_open`: the texts of acts are shown."""

    record: EvidenceRow
    lines: Sequence[Line]
    placed: Sequence[Placed]
    is_open: bool


async def open_record(
    *, session: AsyncSession, actor: Actor, code: str, record_id: UUID, question: Question
) -> Opened:
    """Raises `IndicatorUnknown`, `NoRecordsBehind`, `RecordMissing`. It is journalled."""
    indicator = await get_indicator(session, code)
    if indicator.source is Source.REPORTED:
        row, agency_id = await _find_report(session, indicator, record_id, question)
    else:
        row, agency_id = await _find_record(session, actor, indicator, record_id, question)
    record_act(
        session, actor=actor, act=Act.EVIDENCE_READ, now=question.now,
        subject=("agency", agency_id),
        details={"indicator": code, "period": question.period.code, "record": str(record_id)},
    )  # fmt: skip
    noun = _SUBJECTS.get(row.noun, row.noun.value)
    lines = await list_lines(session, noun, record_id, limit=LINES)
    return Opened(
        record=row,
        lines=lines,
        placed=await place_entries(session, [line.id for line in lines]),
        is_open=may_read_titles(actor),
    )


async def _find_record(
    session: AsyncSession, actor: Actor, indicator: Indicator, record_id: UUID, question: Question
) -> tuple[EvidenceRow, UUID]:
    """The record, and whose it is."""
    definition = definition_of(indicator.measure)
    if definition is None:
        raise NoRecordsBehind(indicator.code)
    record = await registers.find_record(
        session,
        definition.register,
        record_id,
        agency_ids=[agency.id for agency in question.scope.of_level(indicator.level)],
        months=counted_months(definition.register, question.period, question.today),
    )
    if record is None:
        raise RecordMissing
    return row_of(record, definition, question, actor), record.agency_id


async def _find_report(
    session: AsyncSession, indicator: Indicator, report_id: UUID, question: Question
) -> tuple[EvidenceRow, UUID]:
    for report in await list_reports(session, indicator, question):
        if report.report_id == report_id:
            return row_of_report(report), report.agency_id
    raise RecordMissing


async def prove_record(blobs: BlobStore, settings: JournalSettings, opened: Opened) -> RecordRead:
    """Outside any transaction: the tiles may lie on another machine."""
    proofs = {one.id: one for one in await prove_lines(blobs, settings, opened.placed)}
    return RecordRead(
        record=opened.record,
        lines=[
            RecordLine(
                at=line.at,
                act=line.act,
                agency_name=line.agency_name,
                proof=_shown(proofs[line.id], is_open=opened.is_open),
            )
            for line in opened.lines
        ],
    )


def _shown(proof: ProofRead, *, is_open: bool) -> ProofRead:
    return proof if is_open else proof.model_copy(update={"entry": ""})
