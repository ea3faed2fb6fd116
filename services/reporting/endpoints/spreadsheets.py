"""Spreadsheets (.xlsx) over HTTP: the form out and in, the consolidated sheet out."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.deps import ActorDep, NowDep, RequiredVersionDep, SessionDep
from services.reporting.access import access_fillable
from services.reporting.figures import FiguresDep
from services.reporting.schemas.report import LinesSave, ReportRead
from services.reporting.service import consolidating, filling, spreadsheets
from services.reporting.service.reading_reports import read_report
from services.reporting.spreadsheet import MEDIA_TYPE, MOST_BYTES
from services.uploads import receive_upload
from storage.blobs.disposition import content_disposition

router = APIRouter(tags=["reporting"])

FORM = "/agency-reports/{report_id}/form.xlsx"


@router.get(FORM, response_class=Response)
async def take_form(report_id: UUID, session: SessionDep, actor: ActorDep) -> Response:
    """The agency's form with what is entered so far."""
    made = await spreadsheets.write_form(session=session, actor=actor, report_id=report_id)
    return _answer(made, spreadsheets.FORM_NAME)


@router.put(FORM)
async def bring_form(
    report_id: UUID,
    request: Request,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    figures: FiguresDep,
    now: NowDep,
) -> ReportRead:
    """The body is the form, filled in: all its lines are taken over, or none."""
    await access_fillable(session, actor, report_id, version)
    data = await receive_upload(request, session, MOST_BYTES)
    lines = await spreadsheets.read_form(data, report_id=report_id)
    report = await filling.save_lines(
        session=session, actor=actor, report_id=report_id,
        wanted=LinesSave.model_construct(lines=lines), expected_version=version, now=now,
    )  # fmt: skip
    return await read_report(session=session, actor=actor, figures=figures, report=report, now=now)


@router.get("/reporting-periods/{period_id}/sheet.xlsx", response_class=Response)
async def take_sheet(
    period_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> Response:
    period, sheet = await consolidating.open_sheet(
        session=session, actor=actor, period_id=period_id, now=now
    )
    made = await spreadsheets.write_sheet(session, period, sheet, now=now)
    return _answer(made, spreadsheets.SHEET_NAME)


def _answer(made: bytes, filename: str) -> Response:
    return Response(
        made,
        media_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": content_disposition(filename, inline=False),
            "X-Content-Type-Options": "nosniff",
        },
    )
