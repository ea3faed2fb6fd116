"""What is shown when a page cannot be: 403, 404, 503 and the others, in words."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from services.web.client import ApiProblem
from services.web.visit import (
    PASSWORD,
    PASSWORD_CHANGE_NEEDED,
    Visit,
    get_signed_in,
    get_visit,
    password_path,
    sign_in_path,
)

log = logging.getLogger(__name__)

_NOT_SIGNED_IN = 401
_CODES = {403: "forged", 404: "not-found", 405: "not-found", 411: "malformed",
          413: "file-too-large"}  # fmt: skip
_READING = frozenset({"GET", "HEAD"})


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiProblem):
        raise error
    visit = get_visit(request)
    if error.status == _NOT_SIGNED_IN and request.method in _READING:
        # A link on another site brings no Strict cookie: our own page asks once more, with it.
        if request.headers.get("sec-fetch-site") == "cross-site":
            return visit.page("arrival.html")
        return RedirectResponse(sign_in_path(visit), status_code=303)
    if error.code == PASSWORD_CHANGE_NEEDED:
        place = password_path(visit) if request.method in _READING else PASSWORD
        return RedirectResponse(place, status_code=303)
    if error.status >= 500:  # noqa: PLR2004 - the first status that is the server's fault
        log.warning("page %s: %s", request.url.path, error)
    return await show_refusal(visit, error)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, "refused")
    return await show_refusal(get_visit(request), ApiProblem(error.status_code, code))


async def _malformed(request: Request, _: Exception) -> Response:
    """A path or query that is none of ours: nobody typed it into a form."""
    return await show_refusal(get_visit(request), ApiProblem(404, "not-found"))


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected failure at %s", request.url.path, exc_info=error)
    return get_visit(request).page("refusal.html", problem=ApiProblem(500, "unexpected"))


async def show_refusal(visit: Visit, problem: ApiProblem) -> Response:
    """The page in words, with the menu where somebody is signed in."""
    try:
        await get_signed_in(visit)
    except ApiProblem:
        visit.me = None
    return visit.page("refusal.html", problem=problem)


def install_refusals(app: FastAPI) -> None:
    app.add_exception_handler(ApiProblem, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _unexpected)


class Refusals:
    """The ASGI app that answers in place of the pages when the guard refuses."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self._app
        request = Request(scope, receive)
        status = int(request.state.refusal)
        problem = ApiProblem(status, _CODES.get(status, "refused"))
        answer = await show_refusal(get_visit(request), problem)
        await answer(scope, receive, send)
