"""Who sees a period and a report, and who may act on them: 404 before 403.

A report is seen by its agency and by the office that consolidates; who may see all figures
(auditor, administrator) reads everything and changes nothing.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import NotAllowed
from auth.roles import Permission
from services.reporting.errors import NotVisible, VersionConflict
from services.reporting.models.period import ReportingPeriod
from services.reporting.models.report import AgencyReport
from services.reporting.repository.reports import list_own_reports


async def access_period(
    session: AsyncSession, actor: Actor, period_id: UUID, *, for_change: bool = False
) -> ReportingPeriod:
    """Locked where it is to be changed."""
    period = await session.get(ReportingPeriod, period_id, with_for_update=for_change)
    if period is None or not (
        reads_all(actor, period) or await list_own_reports(session, [period_id], actor.agencies)
    ):
        raise NotVisible("reporting_period", period_id)
    actor.require(Permission.SEE_FIGURES)
    return period


async def access_whole(session: AsyncSession, actor: Actor, period_id: UUID) -> ReportingPeriod:
    """To read what all agencies reported."""
    period = await access_period(session, actor, period_id)
    if not reads_all(actor, period):
        raise NotAllowed(Permission.CONSOLIDATE_REPORTS)
    return period


async def access_consolidating(
    session: AsyncSession, actor: Actor, period_id: UUID
) -> ReportingPeriod:
    """To act for the office that consolidates; the period is locked."""
    period = await access_period(session, actor, period_id, for_change=True)
    require_consolidating(actor, period)
    return period


async def access_report(
    session: AsyncSession, actor: Actor, report_id: UUID, *, for_change: bool = False
) -> tuple[AgencyReport, ReportingPeriod]:
    report = await session.get(AgencyReport, report_id, with_for_update=for_change)
    if report is None:
        raise NotVisible("report", report_id)
    period = await session.get_one(ReportingPeriod, report.period_id)
    if not reads_all(actor, period) and report.agency_id not in actor.agencies:
        raise NotVisible("report", report_id)
    actor.require(Permission.SEE_FIGURES)
    return report, period


async def access_fillable(
    session: AsyncSession, actor: Actor, report_id: UUID, expected_version: int | None = None
) -> tuple[AgencyReport, ReportingPeriod]:
    """A report that the actor fills in, and that may still be changed; locked."""
    report, period = await access_report(session, actor, report_id, for_change=True)
    if not may_fill(actor, report):
        raise NotAllowed(Permission.FILL_REPORTS)
    if expected_version is not None and expected_version != report.version:
        raise VersionConflict(report.version)
    period.require_open("reported in")
    report.require_editable("changed")
    return report, period


def reads_all(actor: Actor, period: ReportingPeriod) -> bool:
    return period.agency_id in actor.agencies or actor.can(Permission.SEE_ALL_FIGURES)


def may_consolidate(actor: Actor, period: ReportingPeriod) -> bool:
    return period.agency_id in actor.agencies and actor.can(Permission.CONSOLIDATE_REPORTS)


def require_consolidating(actor: Actor, period: ReportingPeriod) -> None:
    if not may_consolidate(actor, period):
        raise NotAllowed(Permission.CONSOLIDATE_REPORTS)


def may_fill(actor: Actor, report: AgencyReport) -> bool:
    """Leaders, the head of office and clerks; another official where the head chose one."""
    return report.agency_id in actor.agencies and (
        actor.can(Permission.FILL_REPORTS) or report.holder_id == actor.appointment_id
    )


def may_choose_holder(actor: Actor, report: AgencyReport) -> bool:
    return report.agency_id in actor.agencies and actor.can(Permission.ASSIGN)
