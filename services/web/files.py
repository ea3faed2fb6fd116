"""Bytes between the browser and the API: page pictures, PDFs, uploads."""

from collections.abc import AsyncIterator
from uuid import UUID

from fastapi.responses import Response
from starlette.datastructures import UploadFile

from services.web.client import ApiProblem, Params
from services.web.forms import Typed
from services.web.visit import Visit

_RELAYED = ("content-type", "content-disposition", "etag", "last-modified", "cache-control")
_CHUNK = 256 * 1024
_NOT_MODIFIED = 304
# A PDF is shown by the browser's own viewer, which our page policy would starve.
_FILE_POLICY = "frame-ancestors 'none'"


async def relay(visit: Visit, path: str, params: Params | None = None) -> Response:
    """The API's bytes as they are, with what a cache needs to know."""
    known = visit.request.headers.get("if-none-match")
    headers = {"If-None-Match": known} if known else {}
    answer = await visit.api.call("GET", path, params=params, headers=headers)
    kept = {name: answer.headers[name] for name in _RELAYED if name in answer.headers}
    kept.setdefault("cache-control", "private, no-cache")
    kept["content-security-policy"] = _FILE_POLICY
    status = _NOT_MODIFIED if answer.status_code == _NOT_MODIFIED else answer.status_code
    return Response(answer.content, status_code=status, headers=kept)


def text_file(text: str, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=media_type, headers=headers)


def pdf_file(content: bytes, name: str) -> Response:
    """Shown by the browser's own viewer."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "no-store",
        "Content-Security-Policy": _FILE_POLICY,
    }
    return Response(content, media_type="application/pdf", headers=headers)


async def page_picture(visit: Visit, noun: str, thing_id: UUID, number: int) -> Response:
    """A page as a picture; `width` in pixels as the page asked for it."""
    width = visit.request.query_params.get("width")
    return await relay(visit, f"/{noun}/{thing_id}/pages/{number}", {"width": width})


async def pdf(visit: Visit, noun: str, thing_id: UUID) -> Response:
    download = visit.request.query_params.get("download")
    return await relay(visit, f"/{noun}/{thing_id}/file", {"download": download})


def uploaded(typed: Typed, name: str) -> UploadFile:
    """The file of a form that must have one. Raises `ApiProblem`."""
    file = typed.file(name)
    if file is None:
        raise ApiProblem(422, "malformed", errors=[{"field": name, "detail": "Field required"}])
    return file


async def chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """An upload piece by piece, so that a large file is never in memory whole."""
    while piece := await file.read(_CHUNK):
        yield piece
