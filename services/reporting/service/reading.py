"""Periods and reports as they are shown."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from auth.service import vietnam_day
from services.people import officers
from services.periods import parse_period
from services.reporting import access
from services.reporting.models.paper import ReportingPaper
from services.reporting.models.period import ReportingPeriod, ReportingQuestion
from services.reporting.models.report import EDITABLE, STANDING, AgencyReport
from services.reporting.models.states import PaperState, PeriodState, ReportState
from services.reporting.repository import periods as period_rows
from services.reporting.repository import reports as rows
from services.reporting.repository.directory import list_agencies
from services.reporting.schemas.period import (
    PeriodRead,
    PeriodRow,
    ReportBrief,
    ReportingPaperRead,
    ReportQuestionRead,
)


def is_late(report: AgencyReport, period: ReportingPeriod, *, now: datetime) -> bool:
    """First sent after the day it was due; or not sent, or returned, and that day is over."""
    if report.state in STANDING and report.first_submitted_at:
        return vietnam_day(report.first_submitted_at) > period.due_on
    return vietnam_day(now) > period.due_on


async def list_periods(
    *,
    session: AsyncSession,
    actor: Actor,
    state: PeriodState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
    now: datetime,
) -> list[PeriodRow]:
    """Those one's agency opened or is asked in; one row more than `limit`."""
    actor.require(Permission.SEE_FIGURES)
    ids = None if actor.can(Permission.SEE_ALL_FIGURES) else actor.agencies
    found = await period_rows.list_periods(
        session, agency_ids=ids, state=state, after=after, limit=limit + 1
    )
    return await _rows(session, actor, found, now=now)


async def read_period(
    *, session: AsyncSession, actor: Actor, period: ReportingPeriod, now: datetime
) -> PeriodRead:
    (row,) = await _rows(session, actor, [period], now=now)
    whole = access.reads_all(actor, period)
    people = await officers(session, [period.opened_by_id])
    named = parse_period(period.period)
    return PeriodRead(
        **row.model_dump(),
        first=named.first,
        last=named.last,
        instructions=period.instructions,
        opened_by=people[period.opened_by_id],
        may_consolidate=access.may_consolidate(actor, period),
        questions=[
            read_question(question)
            for question in await period_rows.list_questions(session, period.id)
        ],
        reports=await list_briefs(session, actor, period, now=now),
        papers=[
            ReportingPaperRead(**paper.model_dump(include=set(ReportingPaperRead.model_fields)))
            for paper in (await rows.list_consolidated(session, period.id) if whole else [])
        ],
    )


async def list_briefs(
    session: AsyncSession, actor: Actor, period: ReportingPeriod, *, now: datetime
) -> list[ReportBrief]:
    whole = access.reads_all(actor, period)
    found = [
        (report, agency)
        for report, agency in await rows.list_reports(session, period.id, of=period.agency_id)
        if whole or report.agency_id in actor.agencies
    ]
    ids = [report.id for report, _ in found]
    papers = {
        paper.report_id: paper
        for paper in await rows.list_papers(session, ids)
        if paper.state is PaperState.ISSUED
    }
    reminded = {row.report_id: row.at for row in await rows.list_reminders(session, ids)}
    people = await officers(session, [report.holder_id for report, _ in found])
    return [
        ReportBrief(
            id=report.id,
            agency_id=agency.id,
            agency_name=agency.name,
            state=report.state,
            late=is_late(report, period, now=now),
            submitted_at=report.submitted_at,
            number_and_symbol=_symbol(papers.get(report.id)),
            document_id=_document(papers.get(report.id)),
            holder=people.get(report.holder_id) if report.holder_id else None,
            reminded_at=reminded.get(report.id),
        )
        for report, agency in found
    ]


def read_question(question: ReportingQuestion) -> ReportQuestionRead:
    return ReportQuestionRead(**question.model_dump(include=set(ReportQuestionRead.model_fields)))


def _symbol(paper: ReportingPaper | None) -> str | None:
    return paper.number_and_symbol if paper else None


def _document(paper: ReportingPaper | None) -> UUID | None:
    return paper.document_id if paper else None


async def _rows(
    session: AsyncSession, actor: Actor, periods: Sequence[ReportingPeriod], *, now: datetime
) -> list[PeriodRow]:
    ids = [period.id for period in periods]
    agencies = await list_agencies(session, {period.agency_id for period in periods})
    own = await rows.list_own_reports(session, ids, actor.agencies)
    counts: dict[UUID, Counter[ReportState]] = defaultdict(Counter)
    for period_id, state in await rows.list_states(session, ids):
        counts[period_id][state] += 1
    return [
        _row(
            actor,
            period,
            agencies[period.agency_id].name,
            own.get(period.id),
            counts[period.id],
            now=now,
        )
        for period in periods
    ]


def _row(
    actor: Actor,
    period: ReportingPeriod,
    agency_name: str,
    own: AgencyReport | None,
    counts: Counter[ReportState],
    *,
    now: datetime,
) -> PeriodRow:
    is_open = period.state is PeriodState.OPEN
    consolidates = is_open and access.may_consolidate(actor, period)
    return PeriodRow(
        **period.model_dump(exclude={"instructions", "opened_by_id"}),
        agency_name=agency_name,
        own_report_id=own.id if own else None,
        own_state=own.state if own else None,
        own_late=own is not None and is_late(own, period, now=now),
        to_send=(
            own is not None and is_open and own.state in EDITABLE and access.may_fill(actor, own)
        ),
        to_accept=counts[ReportState.SUBMITTED] if consolidates else 0,
        counts=dict(counts) if access.reads_all(actor, period) else None,
    )
