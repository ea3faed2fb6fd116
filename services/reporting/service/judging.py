"""The consolidating office accepts a report, or returns it with a reason."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from services.reporting import access
from services.reporting.errors import MoveRefused
from services.reporting.models.paper import ReportingPaper
from services.reporting.models.report import STANDING, AgencyReport, ReportEvidence, ReportLine
from services.reporting.models.states import ReportState
from services.reporting.repository import reports as rows
from services.reporting.service.filling import SUBJECT


async def accept(
    *, session: AsyncSession, actor: Actor, report_id: UUID, now: datetime
) -> AgencyReport:
    """From now on its numbers are in the sums."""
    report, paper = await _judged(session, actor, report_id, ReportState.ACCEPTED)
    report.mark_accepted(now=now)
    paper.accepted_at, paper.judged_by_id = now, actor.appointment_id
    record_act(
        session, actor=actor, act=Act.REPORT_ACCEPT, subject=(SUBJECT, report.id), now=now,
        digest=paper.digest, details={"number": report.number},
    )  # fmt: skip
    return report


async def return_report(
    *, session: AsyncSession, actor: Actor, report_id: UUID, reason: str, now: datetime
) -> AgencyReport:
    """Ask for another submission; it begins with the numbers of this one, which stays as it is."""
    report, paper = await _judged(session, actor, report_id, ReportState.RETURNED)
    lines = await rows.list_lines(session, [report.id])
    evidence = await rows.list_evidence(session, report.id, report.number)
    record_act(
        session, actor=actor, act=Act.REPORT_RETURN, subject=(SUBJECT, report.id), now=now,
        digest=paper.digest, details={"number": report.number, "reason": reason},
    )  # fmt: skip
    report.mark_returned(reason, now=now)
    paper.returned_at, paper.return_reason = now, reason
    paper.judged_by_id = actor.appointment_id
    session.add_all(
        ReportLine(**line.model_dump(exclude={"number"}), number=report.number) for line in lines
    )
    await session.flush()  # the files refer to the lines
    session.add_all(
        ReportEvidence(**row.model_dump(exclude={"id", "number"}), number=report.number)
        for row in evidence
    )
    return report


async def _judged(
    session: AsyncSession, actor: Actor, report_id: UUID, wanted: ReportState
) -> tuple[AgencyReport, ReportingPaper]:
    report, period = await access.access_report(session, actor, report_id, for_change=True)
    access.require_consolidating(actor, period)
    period.require_open(wanted)
    paper = await rows.find_issued(session, report) if report.state in STANDING else None
    if paper is None:
        raise MoveRefused(SUBJECT, report.state, wanted)
    return report, paper
