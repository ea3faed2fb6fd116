"""Đổi mật khẩu: everybody their own; where it was given out, before anything else."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import TypedDep
from services.web.shapes.identity import Me
from services.web.visit import PASSWORD, Visit, VisitDep, local_path

router = APIRouter()


@router.get(PASSWORD)
async def ask(visit: VisitDep, to: Annotated[str, Query(alias="next")] = "/") -> Response:
    return await _form(visit, to=to)


@router.post(PASSWORD)
async def change(visit: VisitDep, typed: TypedDep) -> Response:
    to = local_path(typed("next", "/"))
    if typed("new") != typed("again"):
        differs = [{"field": "again", "detail": "differs"}]
        return await _form(visit, to=to, problem=ApiProblem(400, "field-refused", errors=differs))
    try:
        body = {"old": typed("old"), "new": typed("new")}
        await visit.api.call("PUT", "/account/password", json=body)
        me = await visit.api.get(Me, "/sessions/current")
    except ApiProblem as problem:
        return await _form(visit, to=to, problem=problem)
    several = len(me.appointments) > 1 and to == "/"
    to = f"/appointment?next={quote(to)}" if several else to
    return visit.go(to, notice="password-changed")


async def _form(visit: Visit, *, to: str, problem: ApiProblem | None = None) -> Response:
    visit.me = await visit.api.get(Me, "/sessions/current")
    return visit.page("password.html", to=local_path(to), problem=problem)
