"""Báo cáo số liệu: the reporting periods, opening one, its sheet and who is missing."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web import files
from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.registers import CursorQuery
from services.web.periods import Period, list_periods, name_of
from services.web.shapes.identity import Staff
from services.web.shapes.reporting import PeriodRead, PeriodRow, Proposal, Sheet
from services.web.shapes.shape import Listed, Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PATH = "/reporting-periods"
PeriodQuery = Annotated[str, Query(max_length=10)]
_NOT_FOUND = 404
BODIES: dict[str, Callable[[Typed], dict[str, Any]]] = {
    "close": lambda _: {},
    "reminders": lambda typed: {
        "report_ids": typed.many("report") or None,
        "text": typed.text("text"),
    },
    "document": lambda typed: {"signer_appointment_id": typed("signer_appointment_id")},
}


@router.get(PATH)
async def show_list(visit: SignedInDep, cursor: CursorQuery = "") -> Response:
    found = await visit.api.get(Listed[PeriodRow], PATH, {"cursor": cursor or None})
    return visit.page("reporting_periods.html", rows=found.items, cursor=found.next_cursor)


@router.get(PATH + "/new")
async def show_new(visit: SignedInDep, period: PeriodQuery = "") -> Response:
    return await _show_new(visit, period=period)


@router.post(PATH)
async def open_period(visit: SignedInDep, typed: TypedDep) -> Response:
    try:
        opened = await visit.api.post(PeriodRead, PATH, _body(typed), key=typed("key"))
    except ApiProblem as problem:
        return await _show_new(visit, period=typed("period"), typed=typed, problem=problem)
    return visit.go(f"{PATH}/{opened.id}", notice="period-opened")


@router.get(PATH + "/{period_id}")
async def show(visit: SignedInDep, period_id: UUID) -> Response:
    return await _show(visit, period_id)


@router.post(PATH + "/{period_id}/acts/{act}")
async def act_on_period(visit: SignedInDep, typed: TypedDep, period_id: UUID, act: str) -> Response:
    if act not in BODIES:
        raise ApiProblem(_NOT_FOUND, "not-found")
    try:
        await visit.api.post(
            Nothing, f"{PATH}/{period_id}/{act}", BODIES[act](typed), key=typed("key")
        )
    except ApiProblem as problem:
        if problem.status == _NOT_FOUND:
            raise
        return await _show(visit, period_id, typed=typed, problem=problem)
    return visit.go(f"{PATH}/{period_id}", notice=f"period-{act}")


@router.get(PATH + "/{period_id}/sheet.xlsx")
async def take_sheet(visit: SignedInDep, period_id: UUID) -> Response:
    return await files.relay(visit, f"{PATH}/{period_id}/sheet.xlsx")


def _body(typed: Typed) -> dict[str, Any]:
    return {
        "period": typed("period"),
        "kind": typed("kind", "regular"),
        "title": typed.optional("title"),
        "instructions": typed.text("instructions"),
        "due_on": typed.day("due_on"),
        "indicator_codes": typed.many("indicator"),
        "agency_ids": typed.many("agency"),
    }


async def _show_new(
    visit: Visit, *, period: str, typed: Typed | None = None, problem: ApiProblem | None = None
) -> Response:
    """First the period is chosen, then what it asks, with what is usual filled in."""
    translator = visit.pages.translators[visit.language]
    periods = list_periods(visit.me.today, translator) if visit.me else []
    proposal = await visit.api.get(Proposal, "/reporting-proposal", {"period": period or None})
    if proposal.period not in {one.code for one in periods}:  # one that has not begun
        periods.insert(0, Period(proposal.period, name_of(proposal.period, translator)))
    return visit.page(
        "reporting_new.html",
        proposal=proposal,
        periods=periods,
        period=proposal.period,
        typed=typed or Typed(),
        problem=problem,
    )


async def _show(
    visit: Visit, period_id: UUID, *, typed: Typed | None = None, problem: ApiProblem | None = None
) -> Response:
    period = await visit.api.get(PeriodRead, f"{PATH}/{period_id}")
    sheet, signers = None, []
    if period.counts is not None:
        sheet = await visit.api.get(Sheet, f"{PATH}/{period_id}/sheet")
    if period.may_consolidate:
        signers = await visit.api.get(list[Staff], "/staff", {"permission": "sign"})
    return visit.page(
        "reporting_period.html",
        period=period,
        sheet=sheet,
        signers=signers,
        typed=typed or Typed(),
        problem=problem,
    )
