"""Cuộc kiểm tra: the register of inspections, one of them, its evidence and its conclusion."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.registers import CursorQuery, Register, StateQuery
from services.web.shapes.identity import AgencyFound
from services.web.shapes.inspection import Inspection, InspectionRow
from services.web.shapes.shape import Listed
from services.web.shapes.shared import HistoryLine
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PATH = "/inspections"
# Where a record that is cited has its page; the path of a page that is pasted names the noun.
PLACES = {
    "document": "/documents",
    "incoming_document": "/incoming",
    "work_file": "/work-files",
    "meeting": "/meetings",
    "answer": "/audit/history",
}
_PASTED = re.compile(r"(/[a-z-]+(?:/history)?)/([0-9a-f-]{36})(?:[/?#].*)?$")


@router.get(PATH)
async def list_inspections(
    visit: SignedInDep, state: StateQuery = "", cursor: CursorQuery = ""
) -> Response:
    register = Register(PATH, state=state, cursor=cursor)
    page = await visit.api.get(Listed[InspectionRow], PATH, register.params)
    more = register.next_link(page.next_cursor)
    return visit.page("inspections.html", register=register, rows=page.items, more=more)


@router.get(PATH + "/new")
async def ask(visit: SignedInDep) -> Response:
    return await _form(visit, Typed())


@router.post(PATH)
async def plan(visit: SignedInDep, typed: TypedDep) -> Response:
    try:
        made = await visit.api.post(Inspection, PATH, _plan(typed), key=typed("key"))
    except ApiProblem as problem:
        return await _form(visit, typed, problem=problem)
    return visit.go(f"{PATH}/{made.id}", notice="inspection-planned")


@router.get(PATH + "/{inspection_id}")
async def show(visit: SignedInDep, inspection_id: UUID) -> Response:
    return await _show(visit, inspection_id)


@router.get(PATH + "/{inspection_id}/change")
async def ask_change(visit: SignedInDep, inspection_id: UUID) -> Response:
    return await _form(visit, Typed(), await _read(visit, inspection_id))


@router.post(PATH + "/{inspection_id}/change")
async def change(visit: SignedInDep, typed: TypedDep, inspection_id: UUID) -> Response:
    path = f"{PATH}/{inspection_id}"
    try:
        await visit.api.put(Inspection, path, _plan(typed), version=typed("version"))
    except ApiProblem as problem:
        found = await _read(visit, inspection_id)
        return await _form(visit, typed, found, problem=problem)
    return visit.go(path, notice="inspection-change")


def _plan(typed: Typed) -> dict[str, Any]:
    return {
        "inspected_agency_id": typed("inspected_agency_id"),
        "subject": typed.text("subject"),
        "basis": typed.text("basis"),
        "plan": typed.text("plan"),
        "form": typed("form"),
        "begins_on": typed.day("begins_on"),
        "ends_on": typed.day("ends_on"),
    }


def _cited(text: str) -> dict[str, str]:
    """The noun and id in the address of a record's page, as people copy it from the browser."""
    found = _PASTED.search(text)
    noun = {path: noun for noun, path in PLACES.items()}.get(found[1] if found else "", "")
    return {"noun": noun, "record_id": found[2]} if found and noun else {"record_id": text}


def _evidence(typed: Typed) -> dict[str, Any]:
    cited = _cited(typed.text("record_id"))
    return {"noun": "document", **cited, "note": typed.text("note")}


def _conclusion(typed: Typed) -> dict[str, Any]:
    document = typed.text("document_id")
    return {
        "concluded_on": typed.day("concluded_on"),
        "result": typed.text("result"),
        "document_id": _cited(document)["record_id"] if document else None,
    }


BODIES: dict[str, Callable[[Typed], dict[str, Any]]] = {
    "evidence": _evidence,
    "conclude": _conclusion,
    "cancel": lambda typed: {"reason": typed.text("reason")},
}


@router.post(PATH + "/{inspection_id}/acts/{act}")
async def act_on(visit: SignedInDep, typed: TypedDep, inspection_id: UUID, act: str) -> Response:
    if act not in BODIES:
        raise ApiProblem(404, "not-found")
    path = f"{PATH}/{inspection_id}"
    try:
        await visit.api.post(
            Inspection, f"{path}/{act}", BODIES[act](typed),
            version=typed("version"), key=typed("key"),
        )  # fmt: skip
    except ApiProblem as problem:
        return await _show(visit, inspection_id, typed=typed, problem=problem)
    return visit.go(path, notice=f"inspection-{act}")


async def _read(visit: Visit, inspection_id: UUID) -> Inspection:
    return await visit.api.get(Inspection, f"{PATH}/{inspection_id}")


async def _show(
    visit: Visit,
    inspection_id: UUID,
    *,
    typed: Typed | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    found = await _read(visit, inspection_id)
    history = await visit.api.get(list[HistoryLine], f"{PATH}/{inspection_id}/history")
    return visit.page(
        "inspection.html",
        inspection=found,
        history=history,
        places=PLACES,
        typed=typed or Typed(),
        problem=problem,
    )


async def _form(
    visit: Visit,
    typed: Typed,
    inspection: Inspection | None = None,
    *,
    problem: ApiProblem | None = None,
) -> Response:
    agencies = await visit.api.get(list[AgencyFound], "/agencies", {"limit": 200})
    return visit.page(
        "inspection_plan.html",
        inspection=inspection,
        agencies=[one for one in agencies if not one.external],
        typed=typed,
        problem=problem,
    )
