"""Tra cứu: documents of both registers, and the signatures of any PDF."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.files import chunks
from services.web.forms import TypedDep
from services.web.pages.registers import SearchQuery
from services.web.pages.work_files import find_documents
from services.web.shapes.shared import Verdict
from services.web.visit import SignedInDep

router = APIRouter()
_SHOWN = 10
_PDF = "application/pdf"


@router.get("/search")
async def search(visit: SignedInDep, q: SearchQuery = "") -> Response:
    outgoing, incoming = await find_documents(visit, q, limit=_SHOWN)
    return visit.page("search.html", query=q, outgoing=outgoing, incoming=incoming, shown=_SHOWN)


@router.get("/verify")
async def ask_for_pdf(visit: SignedInDep) -> Response:
    return visit.page("verify.html", verdict=None, filename="")


@router.post("/verify")
async def verify(visit: SignedInDep, typed: TypedDep) -> Response:
    """The verdict on an uploaded PDF; the file is examined and not kept."""
    file = typed.file("file")
    if file is None:
        missing = [{"field": "file", "detail": "Field required"}]
        problem = ApiProblem(422, "malformed", errors=missing)
        return visit.page("verify.html", verdict=None, filename="", problem=problem)
    name = file.filename or ""
    try:
        verdict = await visit.api.send_bytes(
            Verdict, "POST", "/verifications", chunks(file), media_type=_PDF
        )
    except ApiProblem as problem:
        return visit.page("verify.html", verdict=None, filename=name, problem=problem)
    return visit.page("verify.html", verdict=verdict, filename=name)
