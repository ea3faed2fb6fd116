"""Between our signing script and the API: JSON both ways, refusals in words."""

from collections.abc import Awaitable
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.web.client import ApiProblem
from services.web.files import relay
from services.web.saying import say
from services.web.visit import SignedInDep, Visit

router = APIRouter()

ACTS = {"value": "PUT", "calls": "POST", "abort": "POST"}


@router.post("/{noun}/{thing_id}/signing-sessions")
async def start(
    visit: SignedInDep,
    noun: Literal["documents", "copies"],
    thing_id: UUID,
    wanted: dict[str, Any],
) -> Response:
    version = wanted.pop("version", "")
    path = f"/{noun}/{thing_id}/signing-sessions"
    headers = _origin(visit) | ({"If-Match": f'"{version}"'} if version else {})
    return await _told(visit, visit.api.call("POST", path, json=wanted, headers=headers))


@router.get("/signing-sessions/{signing_id}")
async def read(visit: SignedInDep, signing_id: UUID) -> Response:
    return await _told(visit, visit.api.call("GET", f"/signing-sessions/{signing_id}"))


@router.get("/signing-sessions/{signing_id}/file")
async def download(visit: SignedInDep, signing_id: UUID) -> Response:
    return await relay(visit, f"/signing-sessions/{signing_id}/file")


@router.post("/signing-sessions/{signing_id}/file")
async def upload(visit: SignedInDep, signing_id: UUID, request: Request) -> Response:
    """The bytes as they come, so that a large file is never in memory whole."""
    headers = _origin(visit) | {"Content-Type": "application/pdf"}
    path = f"/signing-sessions/{signing_id}/file"
    call = visit.api.call("PUT", path, content=request.stream(), headers=headers)
    return await _told(visit, call)


@router.post("/signing-sessions/{signing_id}/{act}")
async def answer(visit: SignedInDep, signing_id: UUID, act: str, given: dict[str, Any]) -> Response:
    if act not in ACTS:
        raise ApiProblem(404, "not-found")
    path = f"/signing-sessions/{signing_id}/{act}"
    return await _told(visit, visit.api.call(ACTS[act], path, json=given, headers=_origin(visit)))


def _origin(visit: Visit) -> dict[str, str]:
    """The browser's own word for where the request comes from; the API compares it."""
    origin = visit.request.headers.get("origin")
    return {"Origin": origin} if origin else {}


async def _told(visit: Visit, call: Awaitable[Any]) -> Response:
    try:
        answer = await call
    except ApiProblem as problem:
        said = say(problem, visit.pages.translators[visit.language])
        words = {"happened": said.happened, "means": said.means, "advice": said.advice}
        return JSONResponse({"code": problem.code, **words}, status_code=problem.status)
    return Response(answer.content, media_type="application/json")
