"""Signing in and out, the appointment in use, the language."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.shapes.identity import Me, SessionOpened
from services.web.translations import LANGUAGES
from services.web.visit import (
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    SIGN_IN,
    SignedInDep,
    Visit,
    VisitDep,
    local_path,
)

router = APIRouter()
_YEAR = 365 * 24 * 3600
_REFUSED = {401, 403, 429}


@router.get(SIGN_IN)
async def ask(visit: VisitDep, to: Annotated[str, Query(alias="next")] = "/") -> Response:
    return _form(visit, to=to)


@router.post(SIGN_IN)
async def sign_in(visit: VisitDep, typed: TypedDep) -> Response:
    body = {"username": typed.text("username"), "password": typed("password")}
    try:
        opened = await visit.api.post(SessionOpened, "/sessions", body)
    except ApiProblem as problem:
        return _form(visit, to=typed("next", "/"), typed=typed, problem=problem)
    several = len(opened.me.appointments) > 1
    to = local_path(typed("next", "/"))
    answer = visit.go(f"/appointment?next={quote(to)}" if several else to)
    visit.keep(answer, SESSION_COOKIE, opened.secret)
    return answer


def _form(
    visit: Visit, *, to: str, typed: Typed | None = None, problem: ApiProblem | None = None
) -> Response:
    return visit.page("sign_in.html", to=local_path(to), typed=typed or Typed(), problem=problem)


@router.get("/appointment")
async def choose(visit: SignedInDep, to: Annotated[str, Query(alias="next")] = "/") -> Response:
    return visit.page("appointment.html", to=local_path(to))


@router.post("/appointment")
async def switch(visit: SignedInDep, typed: TypedDep) -> Response:
    """Act in another of one's appointments from now on."""
    body = {"appointment_id": typed("appointment_id")}
    try:
        await visit.api.post(Me, "/sessions/current/appointment", body)
    except ApiProblem as problem:
        return visit.page("appointment.html", to=local_path(typed("next", "/")), problem=problem)
    return visit.go(local_path(typed("next", "/")), notice="appointment-switched")


@router.post("/sign-out")
async def sign_out(visit: VisitDep) -> Response:
    """The cookie goes in any case; the API ends the session if it still knows it."""
    try:
        await visit.api.call("DELETE", "/sessions/current")
    except ApiProblem as problem:
        if problem.status not in _REFUSED:
            raise
    answer = visit.go(SIGN_IN, notice="signed-out")
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.post("/language")
async def speak(visit: VisitDep, typed: TypedDep) -> Response:
    answer = visit.go(local_path(typed("next", "/")))
    if typed("language") in LANGUAGES:
        visit.keep(answer, LANGUAGE_COOKIE, typed("language"), seconds=_YEAR)
    return answer
