"""Kiểm tra, quyền xem nội dung: which records an agency opens to an auditor, and until when."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.registers import CursorQuery, Register
from services.web.shapes.audit import Auditor, Case, CaseRow
from services.web.shapes.shape import Listed
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PATH = "/cases"
# Where the records of a case have their pages.
PLACES = {
    "document": "/documents",
    "incoming_document": "/incoming",
    "work_file": "/work-files",
}
RecordQuery = Annotated[str, Query(max_length=60, description="noun:id")]


@router.get(PATH)
async def list_cases(visit: SignedInDep, cursor: CursorQuery = "") -> Response:
    register = Register(PATH, cursor=cursor)
    page = await visit.api.get(Listed[CaseRow], PATH, {"cursor": cursor or None})
    more = register.next_link(page.next_cursor)
    return visit.page("cases.html", rows=page.items, more=more)


@router.get(PATH + "/new")
async def ask(visit: SignedInDep, record: RecordQuery = "") -> Response:
    return await _new(visit, record, Typed())


@router.post(PATH)
async def grant(visit: SignedInDep, typed: TypedDep) -> Response:
    body = {
        "auditor_appointment_id": typed("auditor_appointment_id"),
        "basis": typed.text("basis"),
        "reason": typed.text("reason"),
        "until": typed.day("until"),
        "records": _records(typed("record")),
    }
    try:
        made = await visit.api.post(Case, PATH, body, key=typed("key"))
    except ApiProblem as problem:
        return await _new(visit, typed("record"), typed, problem=problem)
    return visit.go(f"{PATH}/{made.id}", notice="case-granted")


@router.get(PATH + "/{case_id}")
async def show(visit: SignedInDep, case_id: UUID) -> Response:
    return await _show(visit, case_id)


@router.post(PATH + "/{case_id}/acts/{act}")
async def act_on_case(visit: SignedInDep, typed: TypedDep, case_id: UUID, act: str) -> Response:
    if act == "records":
        (body,) = _records(typed("record")) or [{}]
    elif act == "withdraw":
        body = {"reason": typed.text("reason")}
    else:
        raise ApiProblem(404, "not-found")
    try:
        await visit.api.post(Case, f"{PATH}/{case_id}/{act}", body, key=typed("key"))
    except ApiProblem as problem:
        return await _show(visit, case_id, typed=typed, problem=problem)
    return visit.go(f"{PATH}/{case_id}", notice=f"case-{act}")


async def _show(
    visit: Visit,
    case_id: UUID,
    *,
    typed: Typed | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    case = await visit.api.get(Case, f"{PATH}/{case_id}")
    return visit.page(
        "case.html", case=case, places=PLACES, typed=typed or Typed(), problem=problem
    )


async def _new(
    visit: Visit, record: str, typed: Typed, *, problem: ApiProblem | None = None
) -> Response:
    """For a new case, or to add the record to one that is open."""
    auditors = await visit.api.get(list[Auditor], "/auditors")
    cases = await visit.api.get(Listed[CaseRow], PATH, {"limit": 100})
    return visit.page(
        "case_new.html",
        auditors=auditors,
        cases=[case for case in cases.items if case.may_change],
        record=record,
        typed=typed,
        problem=problem,
    )


def _records(record: str) -> list[dict[str, Any]]:
    """`noun:id`, as a record's own page sends it."""
    noun, _, record_id = record.partition(":")
    return [{"noun": noun, "record_id": record_id}] if noun in PLACES else []
