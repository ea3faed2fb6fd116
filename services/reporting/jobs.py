"""What the document service tells of the documents that reporting wanted."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.reporting.models.paper import ReportingPaper
from services.reporting.models.report import AgencyReport
from services.reporting.models.states import PaperState, ReportState
from services.worker import Consumer, Job

_OURS = "reporting."
Change = Callable[[Job, ReportingPaper], None]


async def enter_draft(job: Job) -> None:
    await _change(job, lambda job, paper: paper.mark_drafted(job.event.subject))


async def enter_failure(job: Job) -> None:
    await _change(job, lambda job, paper: paper.mark_failed(job.event.data["problem"]))


async def enter_cancellation(job: Job) -> None:
    await _change(job, lambda _, paper: paper.mark_cancelled())


async def enter_issue(job: Job) -> None:
    """The report is signed, numbered, sealed and sent: it is submitted."""
    await _change(job, _issued)


def _issued(job: Job, paper: ReportingPaper) -> None:
    data = job.event.data
    paper.mark_issued(
        number_and_symbol=data["number"], digest=data["digest"], at=job.event.occurred_at
    )


async def _change(job: Job, change: Change) -> None:
    """Enter what happened, unless the document is not ours or has ended already."""
    origin = job.event.data.get("origin")
    if not origin or not str(origin["kind"]).startswith(_OURS):
        return
    async with job.completing() as session:
        paper = await session.get(ReportingPaper, UUID(origin["subject_id"]))
        if paper is None:
            return
        report = await _locked(session, paper)
        await session.refresh(paper)  # it may have changed while the report was locked elsewhere
        if paper.state in {PaperState.WANTED, PaperState.DRAFTED}:
            change(job, paper)
            if report is not None:
                _follow(session, job, report, paper)


async def _locked(session: AsyncSession, paper: ReportingPaper) -> AgencyReport | None:
    if paper.report_id is None:
        return None
    return await session.get_one(AgencyReport, paper.report_id, with_for_update=True)


def _follow(session: AsyncSession, job: Job, report: AgencyReport, paper: ReportingPaper) -> None:
    if report.state is not ReportState.SIGNING:
        return
    if paper.state is PaperState.ISSUED:
        report.mark_submitted(at=job.event.occurred_at, now=job.now)
        record_act(
            session, actor=None, act=Act.REPORT_SUBMIT, subject=("report", report.id), now=job.now,
            digest=paper.digest, agency_id=report.agency_id,
            details={"number": report.number, "document": paper.number_and_symbol},
        )  # fmt: skip
    elif paper.state in {PaperState.FAILED, PaperState.CANCELLED}:
        report.mark_unsigned(now=job.now)
    else:
        report.touch(now=job.now)


CONSUMERS = {
    "document.drafted": [Consumer("reporting.enter_draft", enter_draft)],
    "document.draft_failed": [Consumer("reporting.enter_failure", enter_failure)],
    "document.cancelled": [Consumer("reporting.enter_cancellation", enter_cancellation)],
    "document.issued": [Consumer("reporting.enter_issue", enter_issue)],
}
