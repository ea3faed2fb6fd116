"""The sheet of a period: every indicator, what each agency sent, and the sum of the accepted."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from services.percent import percent_of
from services.reporting.access import access_whole
from services.reporting.models.period import ReportingPeriod
from services.reporting.models.report import STANDING, ReportLine
from services.reporting.models.states import ReportState
from services.reporting.repository import reports as rows
from services.reporting.repository.periods import list_questions
from services.reporting.schemas.sheet import SheetCell, SheetColumn, SheetRead, SheetRow
from services.reporting.service.reading import is_late, read_question

EMPTY = SheetCell(numerator=None, denominator=None, percent=None)


async def open_sheet(
    *, session: AsyncSession, actor: Actor, period_id: UUID, now: datetime
) -> tuple[ReportingPeriod, SheetRead]:
    period = await access_whole(session, actor, period_id)
    return period, await read_sheet(session, period, now=now)


async def read_sheet(session: AsyncSession, period: ReportingPeriod, *, now: datetime) -> SheetRead:
    """An agency's numbers are shown once it has sent them, and summed once they are accepted."""
    found = await rows.list_reports(session, period.id, of=period.agency_id)
    columns = [
        SheetColumn(
            report_id=report.id, agency_id=agency.id, code=agency.code, name=agency.name,
            state=report.state, late=is_late(report, period, now=now),
            counts=report.state is ReportState.ACCEPTED,
        )
        for report, agency in found
    ]  # fmt: skip
    sent = {report.id for report, _ in found if report.state in STANDING}
    lines = {
        (line.report_id, line.indicator_code): line for line in await rows.list_lines(session, sent)
    }
    return SheetRead(
        period_id=period.id,
        columns=columns,
        rows=[
            SheetRow(
                **read_question(question).model_dump(),
                cells=[
                    _cell(lines.get((column.report_id, question.indicator_code)))
                    for column in columns
                ],
                total=_total(
                    lines.get((column.report_id, question.indicator_code))
                    for column in columns
                    if column.counts
                ),
            )
            for question in await list_questions(session, period.id)
        ],
        missing=[column for column in columns if not column.counts],
    )


def _cell(line: ReportLine | None) -> SheetCell:
    if line is None or line.numerator is None or line.denominator is None:
        return EMPTY
    return _of(line.numerator, line.denominator)


def _total(lines: Iterable[ReportLine | None]) -> SheetCell:
    numbers = [
        (line.numerator, line.denominator)
        for line in lines
        if line and line.numerator is not None and line.denominator is not None
    ]
    if not numbers:
        return EMPTY
    return _of(sum(one for one, _ in numbers), sum(of for _, of in numbers))


def _of(numerator: int, denominator: int) -> SheetCell:
    return SheetCell(
        numerator=numerator, denominator=denominator, percent=percent_of(numerator, denominator)
    )
