"""The reporting rounds of the year: opened, answered by every agency, judged and closed."""

from uuid import UUID

from sqlmodel import select

from services.app import PLAN_FIGURES
from services.demonstration.acting import Stage, agency_ids
from services.demonstration.flow import REVIEWER
from services.demonstration.year.offices import office_of, texts
from services.demonstration.year.planning.rounds import AskedReport, Round, reported_numbers
from services.reporting.models.report import AgencyReport
from services.reporting.models.states import IndicatorUnit
from services.reporting.schemas.period import PaperPlan, PeriodCreate, ReminderCreate
from services.reporting.schemas.report import HolderChoice, LineEntry, LinesSave, ReportRead
from services.reporting.service import (
    filling,
    judging,
    opening,
    reading_reports,
    reminding,
    sending,
)

_CONSOLIDATOR = REVIEWER


async def open_round(stage: Stage, asked: Round) -> UUID:
    """Every agency that reports has an official whom its head chose; the period's id."""
    async with stage.acting(_CONSOLIDATOR) as (session, actor):
        period = await opening.open_period(
            session=session,
            actor=actor,
            figures=PLAN_FIGURES,
            wanted=PeriodCreate(period=asked.period, due_on=asked.due_on),
            now=stage.now,
        )
        period_id = period.id
    for report in asked.reports:
        if report.letters:
            await _choose_holder(stage, period_id, report)
    return period_id


async def answer(stage: Stage, asked: Round, report: AskedReport, period_id: UUID) -> UUID:
    """Fill the form in and have it drafted as a document, whose id is given."""
    office = office_of(report.agency)
    async with stage.acting(office.leader) as (_, signer):
        plan = PaperPlan(signer_appointment_id=signer.appointment_id)
    row = await _find_report(stage, period_id, report)
    form = await _open(stage, office.official, row.id)
    async with stage.acting(office.official) as (session, official):
        await filling.save_lines(
            session=session,
            actor=official,
            report_id=row.id,
            wanted=LinesSave(lines=_lines(asked, report, form)),
            expected_version=form.version,
            now=stage.now,
        )
        await sending.send_report(
            session=session,
            actor=official,
            figures=PLAN_FIGURES,
            report_id=row.id,
            plan=plan,
            expected_version=None,
            now=stage.now,
        )
    await stage.work()
    document_id = (await _open(stage, office.official, row.id)).submissions[-1].document_id
    if document_id is None:
        raise LookupError(f"the report of {report.agency} has not become a document")
    return document_id


async def judge(stage: Stage, report: AskedReport, period_id: UUID) -> None:
    """Return the first of two, accept what stands."""
    row = await _find_report(stage, period_id, report)
    async with stage.acting(_CONSOLIDATOR) as (session, actor):
        if row.number < len(report.letters):
            reason = texts()["return"]
            await judging.return_report(
                session=session, actor=actor, report_id=row.id, reason=reason, now=stage.now
            )
        else:
            await judging.accept(session=session, actor=actor, report_id=row.id, now=stage.now)


async def chase(stage: Stage, period_id: UUID) -> None:
    async with stage.acting(_CONSOLIDATOR) as (session, actor):
        wanted = ReminderCreate(text=texts()["reminder"])
        await reminding.remind(
            session=session, actor=actor, period_id=period_id, wanted=wanted, now=stage.now
        )


async def close_round(stage: Stage, period_id: UUID) -> None:
    async with stage.acting(_CONSOLIDATOR) as (session, actor):
        await opening.close_period(session=session, actor=actor, period_id=period_id, now=stage.now)


async def _choose_holder(stage: Stage, period_id: UUID, report: AskedReport) -> None:
    office = office_of(report.agency)
    row = await _find_report(stage, period_id, report)
    async with stage.acting(office.official) as (_, official):
        choice = HolderChoice(appointment_id=official.appointment_id)
    async with stage.acting(office.leader) as (session, leader):
        await filling.choose_holder(
            session=session, actor=leader, report_id=row.id, choice=choice, now=stage.now
        )


async def _find_report(stage: Stage, period_id: UUID, report: AskedReport) -> AgencyReport:
    async with stage.platform.database.session() as session:
        (agency_id,) = await agency_ids(session, (report.agency,))
        rows = await session.exec(
            select(AgencyReport).where(
                AgencyReport.period_id == period_id, AgencyReport.agency_id == agency_id
            )
        )
        return rows.one()


async def _open(stage: Stage, official: str, report_id: UUID) -> ReportRead:
    async with stage.acting(official) as (session, actor):
        return await reading_reports.open_report(
            session=session, actor=actor, figures=PLAN_FIGURES, report_id=report_id, now=stage.now
        )


def _lines(asked: Round, report: AskedReport, form: ReportRead) -> list[LineEntry]:
    """The first of two submissions has a mistake in its first line."""
    lines = []
    for number, line in enumerate(form.lines):
        numerator, denominator = reported_numbers(
            asked.period,
            report.agency,
            line.indicator_code,
            is_share=line.unit is IndicatorUnit.PERCENT,
            mistaken=number == 0 and form.number < len(report.letters),
        )
        lines.append(
            LineEntry(
                indicator_code=line.indicator_code, numerator=numerator, denominator=denominator
            )
        )
    return lines
