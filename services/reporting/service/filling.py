"""Filling a report in: numbers, evidence, and whom the head has do it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.repository import find_officer_of
from auth.roles import Permission
from auth.service import vietnam_day
from services.reporting import access
from services.reporting.errors import FieldRefused, NotVisible
from services.reporting.models.period import ReportingQuestion
from services.reporting.models.report import AgencyReport, ReportEvidence, ReportLine
from services.reporting.models.states import IndicatorUnit
from services.reporting.repository import reports as rows
from services.reporting.repository.periods import list_questions
from services.reporting.schemas.report import HolderChoice, LineEntry, LinesSave

MOST_FILES = 20  # beside one report
SUBJECT = "report"


async def save_lines(
    *,
    session: AsyncSession,
    actor: Actor,
    report_id: UUID,
    wanted: LinesSave,
    expected_version: int | None,
    now: datetime,
) -> AgencyReport:
    """Enter numbers. All of them are checked before one is kept."""
    report, period = await access.access_fillable(session, actor, report_id, expected_version)
    questions = {row.indicator_code: row for row in await list_questions(session, period.id)}
    for entry in wanted.lines:
        check_line(entry, questions)
    for entry in wanted.lines:
        line = await _line(session, report, entry.indicator_code)
        line.sqlmodel_update(entry.model_dump(exclude={"indicator_code"}))
    report.mark_changed(now=now)
    record_act(
        session, actor=actor, act=Act.REPORT_SAVE, subject=(SUBJECT, report.id), now=now,
        details={"number": report.number,
                 "indicators": sorted(entry.indicator_code for entry in wanted.lines)},
    )  # fmt: skip
    return report


def check_line(entry: LineEntry, questions: Mapping[str, ReportingQuestion]) -> None:
    """Raise `FieldRefused` for numbers that no share, or no growth, can have."""
    code, numerator, denominator = entry.indicator_code, entry.numerator, entry.denominator
    if code not in questions:
        raise FieldRefused(code, "is not asked in this period")
    if numerator is None or denominator is None:
        if numerator is not None or denominator is not None:
            raise FieldRefused(code, "needs both numbers, or none")
        return
    if denominator < 0:
        raise FieldRefused(code, "the denominator is below zero")
    if questions[code].unit is IndicatorUnit.PERCENT and not 0 <= numerator <= denominator:
        raise FieldRefused(code, "the numerator is not within the denominator")
    if denominator == 0 and numerator != 0:
        raise FieldRefused(code, "there is no share of nothing")


async def choose_holder(
    *, session: AsyncSession, actor: Actor, report_id: UUID, choice: HolderChoice, now: datetime
) -> AgencyReport:
    """The head has an official of the agency fill it in."""
    report, period = await access.access_report(session, actor, report_id, for_change=True)
    if not access.may_choose_holder(actor, report):
        raise NotAllowed(Permission.ASSIGN)
    period.require_open("reported in")
    holder, day = choice.appointment_id, vietnam_day(now)
    if holder and not await find_officer_of(session, holder, report.agency_id, day=day):
        raise FieldRefused("appointment_id", "not an official of this agency")
    report.holder_id = holder
    report.touch(now=now)
    record_act(
        session, actor=actor, act=Act.REPORT_ASSIGN, subject=(SUBJECT, report.id), now=now,
        details={"holder": str(holder) if holder else None},
    )  # fmt: skip
    return report


async def add_evidence(
    *,
    session: AsyncSession,
    actor: Actor,
    report_id: UUID,
    code: str,
    file: tuple[str, str, int],
    now: datetime,
) -> AgencyReport:
    """Put a PDF beside a line; `file` is its name, digest and size. The same one is kept once."""
    report, period = await access.access_fillable(session, actor, report_id)
    if code not in {row.indicator_code for row in await list_questions(session, period.id)}:
        raise FieldRefused(code, "is not asked in this period")
    filename, digest, size = file
    there = await rows.list_evidence(session, report.id, report.number)
    if any(row.indicator_code == code and row.digest == digest for row in there):
        return report
    if len(there) >= MOST_FILES:
        raise FieldRefused("file", f"a report has at most {MOST_FILES} files beside it")
    await _line(session, report, code)
    await session.flush()  # the file refers to the line
    session.add(
        ReportEvidence(
            report_id=report.id, number=report.number, indicator_code=code, filename=filename,
            digest=digest, size=size, added_by_id=actor.appointment_id, added_at=now,
        )
    )  # fmt: skip
    report.mark_changed(now=now)
    record_act(
        session, actor=actor, act=Act.REPORT_EVIDENCE_ADD, subject=(SUBJECT, report.id), now=now,
        digest=digest, details={"indicator": code, "filename": filename},
    )  # fmt: skip
    return report


async def remove_evidence(
    *, session: AsyncSession, actor: Actor, report_id: UUID, evidence_id: UUID, now: datetime
) -> AgencyReport:
    report, _ = await access.access_fillable(session, actor, report_id)
    found = await session.get(ReportEvidence, evidence_id)
    if found is None or (found.report_id, found.number) != (report.id, report.number):
        raise NotVisible("evidence", evidence_id)
    await session.delete(found)
    report.mark_changed(now=now)
    record_act(
        session, actor=actor, act=Act.REPORT_EVIDENCE_REMOVE, subject=(SUBJECT, report.id), now=now,
        digest=found.digest, details={"indicator": found.indicator_code},
    )  # fmt: skip
    return report


async def open_evidence(
    *, session: AsyncSession, actor: Actor, report_id: UUID, evidence_id: UUID
) -> ReportEvidence:
    report, _ = await access.access_report(session, actor, report_id)
    found = await session.get(ReportEvidence, evidence_id)
    if found is None or found.report_id != report.id:
        raise NotVisible("evidence", evidence_id)
    return found


async def _line(session: AsyncSession, report: AgencyReport, code: str) -> ReportLine:
    found = await rows.find_line(session, report, code)
    if found is None:
        found = ReportLine(report_id=report.id, number=report.number, indicator_code=code)
        session.add(found)
    return found
