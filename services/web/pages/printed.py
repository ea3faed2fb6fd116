"""What the QR code on a printed copy leads to; open to everybody."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.shapes.lookup import PublicDocument
from services.web.visit import AnybodyDep, Visit

router = APIRouter()


@router.get("/v/{code}")
async def look_up(visit: AnybodyDep, code: str) -> Response:
    return await _show(visit, code, None)


@router.get("/v/{code}/{digest}")
async def look_up_and_compare(visit: AnybodyDep, code: str, digest: str) -> Response:
    return await _show(visit, code, digest)


async def _show(visit: Visit, code: str, digest: str | None) -> Response:
    path = f"/public/documents/{code.upper().replace(' ', '')}"
    found = await visit.api.get(PublicDocument, path, {"digest": digest})
    return visit.page("printed.html", found=found)
