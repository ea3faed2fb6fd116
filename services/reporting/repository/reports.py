"""Agencies' reports, their lines, evidence, papers and reminders."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from services.reporting.models.paper import ReportingPaper
from services.reporting.models.period import ReportingPeriod
from services.reporting.models.report import (
    STANDING,
    AgencyReport,
    ReportEvidence,
    ReportLine,
    ReportReminder,
)
from services.reporting.models.states import PaperState, PeriodState, ReminderKind, ReportState


async def list_reports(
    session: AsyncSession, period_id: UUID, *, of: UUID
) -> Sequence[tuple[AgencyReport, Agency]]:
    """Each agency of the period with its report: the one that consolidates first, then by code."""
    rows = await session.exec(
        select(AgencyReport, Agency)
        .join(Agency, col(Agency.id) == AgencyReport.agency_id)
        .where(AgencyReport.period_id == period_id)
        .order_by(col(Agency.id) != of, col(Agency.code))
    )
    return rows.all()


async def list_own_reports(
    session: AsyncSession, period_ids: Collection[UUID], agency_ids: Collection[UUID]
) -> dict[UUID, AgencyReport]:
    """By period, the report of one of these agencies."""
    rows = await session.exec(
        select(AgencyReport)
        .where(
            col(AgencyReport.period_id).in_(period_ids),
            col(AgencyReport.agency_id).in_(agency_ids),
        )
        .order_by(col(AgencyReport.id))
    )
    return {row.period_id: row for row in rows.all()}


async def list_states(
    session: AsyncSession, period_ids: Collection[UUID]
) -> list[tuple[UUID, ReportState]]:
    rows = await session.exec(
        select(AgencyReport.period_id, col(AgencyReport.state)).where(
            col(AgencyReport.period_id).in_(period_ids)
        )
    )
    return [(period_id, ReportState(state)) for period_id, state in rows.all()]


async def list_lines(session: AsyncSession, report_ids: Collection[UUID]) -> Sequence[ReportLine]:
    """The lines of each report's newest submission."""
    rows = await session.exec(
        select(ReportLine)
        .join(AgencyReport, col(AgencyReport.id) == ReportLine.report_id)
        .where(
            col(ReportLine.report_id).in_(report_ids),
            col(ReportLine.number) == AgencyReport.number,
        )
    )
    return rows.all()


async def list_evidence(
    session: AsyncSession, report_id: UUID, number: int
) -> Sequence[ReportEvidence]:
    rows = await session.exec(
        select(ReportEvidence)
        .where(ReportEvidence.report_id == report_id, ReportEvidence.number == number)
        .order_by(col(ReportEvidence.id))
    )
    return rows.all()


async def list_papers(
    session: AsyncSession, report_ids: Collection[UUID]
) -> Sequence[ReportingPaper]:
    """What was sent to signature, oldest first."""
    rows = await session.exec(
        select(ReportingPaper)
        .where(col(ReportingPaper.report_id).in_(report_ids))
        .order_by(col(ReportingPaper.id))
    )
    return rows.all()


async def list_consolidated(session: AsyncSession, period_id: UUID) -> Sequence[ReportingPaper]:
    rows = await session.exec(
        select(ReportingPaper)
        .where(ReportingPaper.period_id == period_id, col(ReportingPaper.report_id).is_(None))
        .order_by(col(ReportingPaper.id))
    )
    return rows.all()


async def find_issued(session: AsyncSession, report: AgencyReport) -> ReportingPaper | None:
    """The document of the newest submission, once it is issued."""
    rows = await session.exec(
        select(ReportingPaper).where(
            ReportingPaper.report_id == report.id,
            ReportingPaper.number == report.number,
            ReportingPaper.state == PaperState.ISSUED,
        )
    )
    return rows.one_or_none()


async def find_line(session: AsyncSession, report: AgencyReport, code: str) -> ReportLine | None:
    return await session.get(ReportLine, (report.id, report.number, code))


async def list_proposals(
    session: AsyncSession, report: AgencyReport, period: ReportingPeriod
) -> dict[str, ReportLine]:
    """By indicator, what the agency last reported and had accepted in another period."""
    rows = await session.exec(
        select(ReportLine)
        .join(
            ReportingPaper,
            (col(ReportingPaper.report_id) == ReportLine.report_id)
            & (col(ReportingPaper.number) == ReportLine.number),
        )
        .join(AgencyReport, col(AgencyReport.id) == ReportLine.report_id)
        .where(
            AgencyReport.agency_id == report.agency_id,
            AgencyReport.period_id != period.id,
            col(ReportingPaper.accepted_at).is_not(None),
            col(ReportingPaper.returned_at).is_(None),
        )
        .order_by(col(ReportingPaper.accepted_at))
    )
    return {line.indicator_code: line for line in rows.all()}


async def list_reminders(
    session: AsyncSession, report_ids: Collection[UUID]
) -> Sequence[ReportReminder]:
    """Oldest first."""
    rows = await session.exec(
        select(ReportReminder)
        .where(col(ReportReminder.report_id).in_(report_ids))
        .order_by(col(ReportReminder.id))
    )
    return rows.all()


async def list_to_remind(
    session: AsyncSession, kind: ReminderKind, *, first: date | None, last: date
) -> Sequence[AgencyReport]:
    """Not sent, due between the two days, in an open period, and not reminded in this way yet."""
    report, period = AgencyReport, ReportingPeriod
    reminded = exists().where(
        col(ReportReminder.report_id) == report.id, col(ReportReminder.kind) == kind
    )
    query = (
        select(report)
        .join(period, col(period.id) == report.period_id)
        .where(
            period.state == PeriodState.OPEN,
            col(report.state).not_in(STANDING),
            period.due_on <= last,
            ~reminded,
        )
        .order_by(col(report.id))
        .with_for_update(of=report, skip_locked=True)
    )
    if first is not None:
        query = query.where(period.due_on >= first)
    return (await session.exec(query)).all()
