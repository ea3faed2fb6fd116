"""One agency's report as it is shown: the form, what the system knows, what was sent before."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from services.people import OfficerRead, officers
from services.percent import percent_of
from services.periods import parse_period
from services.reporting import access
from services.reporting.figures import Figures, computed_here
from services.reporting.models.paper import ReportingPaper
from services.reporting.models.period import ReportingPeriod
from services.reporting.models.report import AgencyReport
from services.reporting.repository import reports as rows
from services.reporting.repository.directory import list_agencies
from services.reporting.repository.periods import list_questions
from services.reporting.schemas.report import (
    KnownRead,
    ReminderRead,
    ReportEvidenceRead,
    ReportLineRead,
    ReportRead,
    SubmissionRead,
)
from services.reporting.service.reading import is_late, read_question


async def open_report(
    *, session: AsyncSession, actor: Actor, figures: Figures, report_id: UUID, now: datetime
) -> ReportRead:
    report, _ = await access.access_report(session, actor, report_id)
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


async def read_report(
    *, session: AsyncSession, actor: Actor, figures: Figures, report: AgencyReport, now: datetime
) -> ReportRead:
    await session.flush()  # what was just entered is read
    period = await session.get_one(ReportingPeriod, report.period_id)
    agencies = await list_agencies(session, {report.agency_id, period.agency_id})
    papers = await rows.list_papers(session, [report.id])
    people = await officers(session, [report.holder_id, *(row.wanted_by_id for row in papers)])
    named = parse_period(period.period)
    return ReportRead(
        **report.model_dump(
            include={"id", "version", "number", "period_id", "agency_id", "state", "submitted_at",
                     "return_reason"}
        ),
        **period.model_dump(include={"period", "title", "instructions", "due_on"}),
        period_kind=period.kind,
        period_state=period.state,
        first=named.first,
        last=named.last,
        agency_name=agencies[report.agency_id].name,
        consolidator_name=agencies[period.agency_id].name,
        late=is_late(report, period, now=now),
        holder=people.get(report.holder_id) if report.holder_id else None,
        lines=await read_lines(session, report, period),
        known=await read_known(session, figures, report, period, now=now),
        submissions=[_submission(row, people) for row in papers],
        reminders=[
            ReminderRead(**row.model_dump(include={"kind", "text", "at"}))
            for row in await rows.list_reminders(session, [report.id])
        ],
        may_fill=access.may_fill(actor, report),
        may_choose_holder=access.may_choose_holder(actor, report),
        may_judge=access.may_consolidate(actor, period),
    )  # fmt: skip


async def read_lines(
    session: AsyncSession, report: AgencyReport, period: ReportingPeriod
) -> list[ReportLineRead]:
    """Every indicator that is asked, in the plan's order."""
    lines = {row.indicator_code: row for row in await rows.list_lines(session, [report.id])}
    evidence = await rows.list_evidence(session, report.id, report.number)
    proposals = await rows.list_proposals(session, report, period)
    found = []
    for question in await list_questions(session, period.id):
        line, proposed = lines.get(question.indicator_code), proposals.get(question.indicator_code)
        numerator, denominator = (line.numerator, line.denominator) if line else (None, None)
        found.append(
            ReportLineRead(
                **read_question(question).model_dump(),
                numerator=numerator,
                denominator=denominator,
                percent=percent_of(numerator or 0, denominator or 0),
                note=line.note if line else "",
                proposed_numerator=proposed.numerator if proposed else None,
                proposed_denominator=proposed.denominator if proposed else None,
                evidence=[
                    ReportEvidenceRead(
                        **row.model_dump(include=set(ReportEvidenceRead.model_fields))
                    )
                    for row in evidence
                    if row.indicator_code == question.indicator_code
                ],
            )
        )
    return found


async def read_known(
    session: AsyncSession,
    figures: Figures,
    report: AgencyReport,
    period: ReportingPeriod,
    *,
    now: datetime,
) -> list[KnownRead]:
    """What the system measured of this agency alone in the period."""
    plan = await figures.read_plan(
        session, agency_id=report.agency_id, period=period.period, alone=True, now=now
    )
    return [
        KnownRead(
            code=row.code, name_vi=row.name_vi, name_en=row.name_en, numerator=row.numerator,
            denominator=row.denominator, percent=row.percent,
        )
        for row in computed_here(plan)
    ]  # fmt: skip


def _submission(paper: ReportingPaper, people: dict[UUID, OfficerRead]) -> SubmissionRead:
    shown = set(SubmissionRead.model_fields) - {"wanted_by"}
    return SubmissionRead(**paper.model_dump(include=shown), wanted_by=people[paper.wanted_by_id])
