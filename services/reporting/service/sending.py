"""Sending a report: its form becomes a document that the head signs and the clerk issues.

Issued to the office that consolidates, it is submitted. Until then nobody changes its numbers;
given up there, it is a draft again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.service import vietnam_day
from services.periods import parse_period
from services.reporting.access import access_fillable
from services.reporting.errors import DataNotClosed, Incomplete, MoveRefused
from services.reporting.figures import Figures, computed_here
from services.reporting.models.paper import ReportingPaper
from services.reporting.models.period import ReportingPeriod, ReportingQuestion
from services.reporting.models.report import AgencyReport, ReportLine
from services.reporting.models.states import ReportState
from services.reporting.repository import reports as rows
from services.reporting.repository.directory import list_agencies
from services.reporting.repository.periods import list_questions
from services.reporting.schemas.period import PaperPlan
from services.reporting.service.filling import SUBJECT
from services.reporting.service.papers import Wanted, want_document
from services.reporting.wording import FormContent, about, write_form

KIND = "report"


async def send_report(  # noqa: PLR0913 - a request has these parts
    *,
    session: AsyncSession,
    actor: Actor,
    figures: Figures,
    report_id: UUID,
    plan: PaperPlan,
    expected_version: int | None,
    now: datetime,
) -> AgencyReport:
    """Have the form drafted as a Báo cáo in the actor's name, to be signed by a leader."""
    report, period = await access_fillable(session, actor, report_id, expected_version)
    if report.state is not ReportState.DRAFT:
        raise MoveRefused(SUBJECT, report.state, ReportState.SIGNING)
    _require_closed_data(period, now)
    known = await figures.read_plan(
        session, agency_id=report.agency_id, period=period.period, alone=True, now=now
    )
    questions = await list_questions(session, period.id)
    lines = {row.indicator_code: row for row in await rows.list_lines(session, [report.id])}
    _require_complete(questions, lines)
    agencies = await list_agencies(session, {report.agency_id, period.agency_id})
    consolidator = agencies[period.agency_id]
    content = FormContent(
        period=parse_period(period.period),
        title=period.title,
        consolidator=consolidator.name,
        questions=questions,
        lines=lines,
        evidence=await rows.list_evidence(session, report.id, report.number),
        known=computed_here(known),
    )
    paper = ReportingPaper(
        period_id=period.id, report_id=report.id, number=report.number,
        wanted_by_id=actor.appointment_id, wanted_at=now,
    )  # fmt: skip
    await want_document(
        session,
        paper=paper,
        wanted=Wanted(
            kind=KIND,
            abstract=about("Số liệu các chỉ tiêu chuyển đổi số", period.title),
            signer_appointment_id=plan.signer_appointment_id,
            agency_id=report.agency_id,
            receiver=None if consolidator.id == report.agency_id else consolidator,
            blocks=write_form(content),
        ),
        now=now,
    )
    report.mark_signing(now=now)
    record_act(
        session, actor=actor, act=Act.REPORT_SEND, subject=(SUBJECT, report.id), now=now,
        details={"number": report.number, "signer": str(plan.signer_appointment_id)},
    )  # fmt: skip
    return report


def _require_closed_data(period: ReportingPeriod, now: datetime) -> None:
    """Article 12: not before the data are closed, unless the office wants them before that."""
    last = parse_period(period.period).last
    if vietnam_day(now) <= last < period.due_on:
        raise DataNotClosed(last)


def _require_complete(
    questions: Sequence[ReportingQuestion], lines: Mapping[str, ReportLine]
) -> None:
    """An indicator that does not concern the agency is answered with 0 of 0, and a note."""
    empty = [
        row.indicator_code
        for row in questions
        if row.indicator_code not in lines or lines[row.indicator_code].denominator is None
    ]
    if empty:
        raise Incomplete(empty)
