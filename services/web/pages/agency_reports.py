"""One agency's report: the form on one screen, its evidence, sending it, accepting or returning."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web import files
from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.shapes.identity import Staff
from services.web.shapes.reporting import ReportRead
from services.web.shapes.shape import Nothing
from services.web.shapes.shared import HistoryLine
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PATH = "/agency-reports"
_NOT_FOUND, _BAD_REQUEST = 404, 400
_GROUPS = re.compile(r"[.,\s\u00a0]")
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BODIES: dict[str, Callable[[Typed], dict[str, Any]]] = {
    "send": lambda typed: {"signer_appointment_id": typed("signer_appointment_id")},
    "accept": lambda _: {},
    "return": lambda typed: {"reason": typed.text("reason")},
}


@router.get(PATH + "/{report_id}")
async def show(visit: SignedInDep, report_id: UUID) -> Response:
    return await _show(visit, report_id)


@router.post(PATH + "/{report_id}/lines")
async def save(visit: SignedInDep, typed: TypedDep, report_id: UUID) -> Response:
    try:
        await visit.api.put(
            Nothing, f"{PATH}/{report_id}/lines", {"lines": _lines(typed)},
            version=typed("version"),
        )  # fmt: skip
    except ApiProblem as problem:
        return await _refused(visit, report_id, typed, problem)
    return visit.go(f"{PATH}/{report_id}", notice="report-saved")


@router.post(PATH + "/{report_id}/holder")
async def choose_holder(visit: SignedInDep, typed: TypedDep, report_id: UUID) -> Response:
    body = {"appointment_id": typed.optional("appointment_id")}
    try:
        await visit.api.send(Nothing, "PUT", f"{PATH}/{report_id}/holder", body)
    except ApiProblem as problem:
        return await _refused(visit, report_id, typed, problem)
    return visit.go(f"{PATH}/{report_id}", notice="report-assigned")


@router.post(PATH + "/{report_id}/evidence")
async def add_evidence(visit: SignedInDep, typed: TypedDep, report_id: UUID) -> Response:
    try:
        file = files.uploaded(typed, "file")
        await visit.api.send_bytes(
            Nothing, "PUT", f"{PATH}/{report_id}/lines/{typed('indicator')}/evidence",
            files.chunks(file), media_type=file.content_type or "application/octet-stream",
            params={"filename": file.filename},
        )  # fmt: skip
    except ApiProblem as problem:
        return await _refused(visit, report_id, typed, problem)
    return visit.go(f"{PATH}/{report_id}#evidence", notice="file-added")


@router.post(PATH + "/{report_id}/evidence/{evidence_id}/remove")
async def remove_evidence(visit: SignedInDep, report_id: UUID, evidence_id: UUID) -> Response:
    try:
        await visit.api.send(Nothing, "DELETE", f"{PATH}/{report_id}/evidence/{evidence_id}")
    except ApiProblem as problem:
        return await _refused(visit, report_id, Typed(), problem)
    return visit.go(f"{PATH}/{report_id}#evidence", notice="evidence-removed")


@router.get(PATH + "/{report_id}/evidence/{evidence_id}/file")
async def read_evidence(visit: SignedInDep, report_id: UUID, evidence_id: UUID) -> Response:
    return await files.relay(visit, f"{PATH}/{report_id}/evidence/{evidence_id}/file")


@router.get(PATH + "/{report_id}/form.xlsx")
async def take_form(visit: SignedInDep, report_id: UUID) -> Response:
    return await files.relay(visit, f"{PATH}/{report_id}/form.xlsx")


@router.post(PATH + "/{report_id}/form.xlsx")
async def bring_form(visit: SignedInDep, typed: TypedDep, report_id: UUID) -> Response:
    try:
        file = files.uploaded(typed, "file")
        await visit.api.send_bytes(
            Nothing, "PUT", f"{PATH}/{report_id}/form.xlsx", files.chunks(file),
            media_type=_XLSX, version=typed("version"),
        )  # fmt: skip
    except ApiProblem as problem:
        return await _refused(visit, report_id, Typed(), problem)
    return visit.go(f"{PATH}/{report_id}", notice="report-saved")


@router.post(PATH + "/{report_id}/acts/{act}")
async def act_on_report(visit: SignedInDep, typed: TypedDep, report_id: UUID, act: str) -> Response:
    if act not in BODIES:
        raise ApiProblem(_NOT_FOUND, "not-found")
    try:
        await visit.api.post(
            Nothing, f"{PATH}/{report_id}/{act}", BODIES[act](typed),
            version=typed("version") if act == "send" else None, key=typed("key"),
        )  # fmt: skip
    except ApiProblem as problem:
        return await _refused(visit, report_id, typed, problem)
    return visit.go(f"{PATH}/{report_id}", notice=f"report-{act}")


def _lines(typed: Typed) -> list[dict[str, Any]]:
    """Every line of the form. Raises `ApiProblem` for what is no number."""
    return [
        {
            "indicator_code": code,
            "numerator": _number(code, typed(f"n_{code}")),
            "denominator": _number(code, typed(f"d_{code}")),
            "note": typed.text(f"note_{code}"),
        }
        for code in typed.many("code")
    ]


def _number(code: str, text: str) -> int | None:
    """`1.234` and `1 234` as well: they are how an office writes it."""
    digits = _GROUPS.sub("", text)
    if not digits:
        return None
    if not _WHOLE.fullmatch(digits):
        wrong = {"field": code, "detail": "is not a whole number"}
        raise ApiProblem(_BAD_REQUEST, "field-refused", errors=[wrong])
    return int(digits)


async def _refused(visit: Visit, report_id: UUID, typed: Typed, problem: ApiProblem) -> Response:
    if problem.status == _NOT_FOUND:
        raise problem
    return await _show(visit, report_id, typed=typed, problem=problem)


async def _show(
    visit: Visit, report_id: UUID, *, typed: Typed | None = None, problem: ApiProblem | None = None
) -> Response:
    report, history = await asyncio.gather(
        visit.api.get(ReportRead, f"{PATH}/{report_id}"),
        visit.api.get(list[HistoryLine], f"{PATH}/{report_id}/history"),
    )
    signers: list[Staff] = []
    staff: list[Staff] = []
    if report.is_changeable:
        signers = await visit.api.get(list[Staff], "/staff", {"permission": "sign"})
    if report.may_choose_holder:
        staff = await visit.api.get(list[Staff], "/staff")
    return visit.page(
        "agency_report.html",
        report=report,
        history_lines=history,
        signers=signers,
        staff=staff,
        typed=typed or Typed(),
        problem=problem,
    )
