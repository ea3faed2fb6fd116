"""Tra cứu: documents of both registers."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.pages.registers import SearchQuery
from services.web.pages.work_files import find_documents
from services.web.visit import SignedInDep

router = APIRouter()
_SHOWN = 10


@router.get("/search")
async def search(visit: SignedInDep, q: SearchQuery = "") -> Response:
    outgoing, incoming = await find_documents(visit, q, limit=_SHOWN)
    return visit.page("search.html", query=q, outgoing=outgoing, incoming=incoming, shown=_SHOWN)
