"""Số liệu công bố: the publications, one of them, a new one, and counting one again."""

import asyncio
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.figures import chosen_period, periods_of, read_all
from services.web.pages.registers import CursorQuery, Register
from services.web.periods import Period, is_over
from services.web.shapes.bulletin import Bulletin, BulletinFigure, BulletinRow, Recount
from services.web.shapes.figure import Figure
from services.web.shapes.shape import Listed
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PLACE = "/indicators/bulletins"


@router.get(PLACE)
async def list_bulletins(visit: SignedInDep, cursor: CursorQuery = "") -> Response:
    register = Register(PLACE, cursor=cursor)
    rows = await visit.api.get(Listed[BulletinRow], "/bulletins", {"cursor": cursor or None})
    return visit.page("bulletins.html", rows=rows.items, more=register.next_link(rows.next_cursor))


@router.get(PLACE + "/new")
async def new_bulletin(visit: SignedInDep) -> Response:
    return await _show_form(visit, Typed())


@router.post(PLACE + "/new")
async def publish_bulletin(visit: SignedInDep, typed: TypedDep) -> Response:
    body = {"period": typed.text("period"), "why": typed.optional("why")}
    try:
        made = await visit.api.post(Bulletin, "/bulletins", body, key=typed("key"))
    except ApiProblem as problem:
        return await _show_form(visit, typed, problem=problem)
    return visit.go(f"{PLACE}/{made.id}", notice="figures-published")


@router.get(PLACE + "/{bulletin_id}")
async def show_bulletin(visit: SignedInDep, bulletin_id: UUID) -> Response:
    return await _show(visit, bulletin_id, recount=None)


@router.get(PLACE + "/{bulletin_id}/recount")
async def recount_bulletin(visit: SignedInDep, bulletin_id: UUID) -> Response:
    """The same page, with what counting it again has found."""
    recount = await visit.api.get(Recount, f"/bulletins/{bulletin_id}/recount")
    return await _show(visit, bulletin_id, recount=recount)


async def _show(visit: Visit, bulletin_id: UUID, *, recount: Recount | None) -> Response:
    bulletin, names = await asyncio.gather(
        visit.api.get(Bulletin, f"/bulletins/{bulletin_id}"), _names(visit)
    )
    return visit.page(
        "bulletin.html",
        bulletin=bulletin,
        whole=[one for one in bulletin.figures if one.whole],
        names=names,
        agencies=_by_indicator(bulletin.figures),
        recount=recount,
    )


async def _show_form(visit: Visit, typed: Typed, *, problem: ApiProblem | None = None) -> Response:
    return visit.page("bulletin_new.html", typed=typed, problem=problem, periods=_over(visit))


def _over(visit: Visit) -> list[Period]:
    today = visit.me.today if visit.me else date.min
    return [one for one in periods_of(visit) if is_over(one.code, today)]


async def _names(visit: Visit) -> dict[str, Figure]:
    """The indicators by code: a publication keeps codes."""
    figures, guards = await read_all(visit, chosen_period(visit, ""))
    return {one.code: one for one in [*figures, *guards]}


def _by_indicator(figures: Sequence[BulletinFigure]) -> dict[str, list[BulletinFigure]]:
    """The agencies of each indicator."""
    found: dict[str, list[BulletinFigure]] = {}
    for one in figures:
        if not one.whole:
            found.setdefault(one.indicator_code, []).append(one)
    return found
