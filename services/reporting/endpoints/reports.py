"""One agency's report over HTTP: filling in, sending, and what the other side says to it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from services.deps import ActorDep, NowDep, PlatformDep, RequiredVersionDep, SessionDep, VersionDep
from services.downloads import FilenameQuery, answer_file, etag
from services.examining import examine_pdf
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.reasons import ReasonGiven
from services.reporting.access import access_fillable
from services.reporting.figures import FiguresDep
from services.reporting.schemas.period import PaperPlan
from services.reporting.schemas.report import HolderChoice, LinesSave, ReportRead
from services.reporting.service import filling, judging, sending
from services.reporting.service.reading_reports import open_report, read_report
from services.uploads import receive_upload

router = APIRouter(tags=["reporting"], route_class=IdempotentRoute)

REPORT = "/agency-reports/{report_id}"
EVIDENCE = REPORT + "/evidence/{evidence_id}"
CodePath = Annotated[str, Path(max_length=10)]


@router.get(REPORT)
async def show_report(
    report_id: UUID,
    response: Response,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    """The form, what the system knows of the agency, and what was sent before."""
    read = await open_report(
        session=session, actor=actor, figures=figures, report_id=report_id, now=now
    )
    response.headers.update(etag(read.version))
    return read


@router.put(REPORT + "/lines")
async def save_lines(
    report_id: UUID,
    wanted: LinesSave,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    report = await filling.save_lines(
        session=session, actor=actor, report_id=report_id, wanted=wanted,
        expected_version=version, now=now,
    )  # fmt: skip
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


@router.put(REPORT + "/holder")
async def choose_holder(
    report_id: UUID,
    choice: HolderChoice,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    """The head of the agency has an official fill it in."""
    report = await filling.choose_holder(
        session=session, actor=actor, report_id=report_id, choice=choice, now=now
    )
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


@router.put(REPORT + "/lines/{code}/evidence")
async def add_evidence(
    report_id: UUID,
    code: CodePath,
    filename: FilenameQuery,
    request: Request,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    """The body is a PDF; one that carries a mark of secrecy is refused."""
    await access_fillable(session, actor, report_id)
    data = await receive_upload(request, session, platform.settings.upload_limit)
    await examine_pdf(signing=platform.signing, actor=actor, data=data, noun="report", now=now)
    stored = await platform.blobs.put(data)
    report = await filling.add_evidence(
        session=session, actor=actor, report_id=report_id, code=code,
        file=(filename, stored.digest, stored.size), now=now,
    )  # fmt: skip
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


@router.delete(EVIDENCE)
async def remove_evidence(
    report_id: UUID,
    evidence_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    report = await filling.remove_evidence(
        session=session, actor=actor, report_id=report_id, evidence_id=evidence_id, now=now
    )
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


@router.get(EVIDENCE + "/file", response_class=Response)
async def read_evidence(
    report_id: UUID,
    evidence_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    *,
    download: bool = False,
) -> Response:
    file = await filling.open_evidence(
        session=session, actor=actor, report_id=report_id, evidence_id=evidence_id
    )
    return await answer_file(platform, session, file.digest, file.filename, download=download)


@router.post(REPORT + "/send", status_code=202, dependencies=[IdempotencyDep])
async def send_report(
    report_id: UUID,
    plan: PaperPlan,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    """A job drafts the Báo cáo; once the head has signed it and it is issued, it is submitted."""
    report = await sending.send_report(
        session=session, actor=actor, figures=figures, report_id=report_id, plan=plan,
        expected_version=version, now=now,
    )  # fmt: skip
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


@router.post(REPORT + "/accept")
async def accept_report(
    report_id: UUID, session: SessionDep, actor: ActorDep, figures: FiguresDep, now: NowDep
) -> ReportRead:
    report = await judging.accept(session=session, actor=actor, report_id=report_id, now=now)
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


@router.post(REPORT + "/return")
async def return_report(
    report_id: UUID,
    given: ReasonGiven,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    """Ask for another submission, with the reason; an accepted one leaves the sums."""
    report = await judging.return_report(
        session=session, actor=actor, report_id=report_id, reason=given.reason, now=now
    )
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)
