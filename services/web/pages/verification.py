"""Kiểm tra chữ ký số: any PDF, for officials and for everybody; the file is not kept."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from services.web.client import ApiProblem
from services.web.files import chunks
from services.web.forms import TypedDep
from services.web.guard import POLICY
from services.web.shapes.shared import Verdict
from services.web.visit import AnybodyDep, Visit

router = APIRouter()
_PDF = "application/pdf"
# The two revisions of a changed page come inside the answer, since nothing is stored.
_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")
_REPORTS = {"xml": ("application/xml", "xml"), "pdf": (_PDF, "pdf")}


@router.get("/verify")
async def ask_for_pdf(visit: AnybodyDep) -> Response:
    return _page(visit)


@router.post("/verify")
async def verify(visit: AnybodyDep, typed: TypedDep) -> Response:
    """The verdict on an uploaded PDF, as a page or as a report to keep."""
    file = typed.file("file")
    if file is None:
        missing = [{"field": "file", "detail": "Field required"}]
        return _page(visit, problem=ApiProblem(422, "malformed", errors=missing))
    name = file.filename or ""
    try:
        if typed("format") in _REPORTS:
            return await _report(visit, file, *_REPORTS[typed("format")])
        verdict = await visit.api.send_bytes(
            Verdict,
            "POST",
            _path(visit),
            chunks(file),
            media_type=_PDF,
            params={"pictures": "true"},
        )
    except ApiProblem as problem:
        return _page(visit, name=name, problem=problem)
    return _page(visit, name=name, verdict=verdict)


async def _report(visit: Visit, file: UploadFile, media_type: str, ending: str) -> Response:
    """A report as a file to keep; its name is that of the examined file."""
    headers = {"Accept": media_type, "Content-Type": _PDF}
    answer = await visit.api.call("POST", _path(visit), headers=headers, content=chunks(file))
    kept = {"Content-Disposition": f'attachment; filename="verification-report.{ending}"'}
    return Response(answer.content, media_type=media_type, headers=kept)


def _path(visit: Visit) -> str:
    return "/verifications" if visit.me else "/public/verifications"


def _page(
    visit: Visit,
    *,
    name: str = "",
    verdict: Verdict | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    answer = visit.page("verify.html", verdict=verdict, filename=name, problem=problem)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
