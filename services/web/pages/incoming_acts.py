"""What is done with an incoming document and its tasks from its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.incoming import show_incoming
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
_NOT_FOUND = 404
LEAD = "lead"
COORDINATE = "coordinate"


def _nothing(_: Typed) -> dict[str, Any]:
    return {}


def _reason(typed: Typed) -> dict[str, Any]:
    return {"reason": typed.text("reason")}


def _text(typed: Typed) -> dict[str, Any]:
    return {"text": typed.text("text")}


def assignment_of(typed: Typed) -> dict[str, Any]:
    """One leads; who coordinates has a deadline of their own or the lead's; others are informed."""
    lead, deadline = typed("lead"), typed.day("deadline")
    rows = [{"appointment_id": lead or None, "role": LEAD, "deadline": deadline}]
    for appointment_id, role in typed.names("role_").items():
        if appointment_id == lead:
            continue
        own = typed.day(f"deadline_{appointment_id}") or deadline
        until = own if role == COORDINATE else None
        rows.append({"appointment_id": appointment_id, "role": role, "deadline": until})
    return {"instruction": typed.text("instruction"), "assignments": rows}


BODIES: dict[str, Callable[[Typed], dict[str, Any]]] = {
    "register": _nothing,
    "refuse": _reason,
    "verify": _nothing,
    "present": _nothing,
    "assignments": assignment_of,
    "complete": _text,
}
TASK_BODIES: dict[str, Callable[[Typed], dict[str, Any]]] = {
    "accept": _nothing,
    "start": _nothing,
    "report": _text,
    "return": _reason,
    "complete": _nothing,
}


@router.post("/incoming/{incoming_id}/acts/{act}")
async def act_on_incoming(
    visit: SignedInDep, typed: TypedDep, incoming_id: UUID, act: str
) -> Response:
    if act not in BODIES:
        raise ApiProblem(_NOT_FOUND, "not-found")
    path = f"/incoming/{incoming_id}/{act}"
    return await _send(visit, typed, incoming_id, path, BODIES[act](typed), notice=act)


@router.post("/incoming/{incoming_id}/tasks/{task_id}/{act}")
async def act_on_task(
    visit: SignedInDep, typed: TypedDep, incoming_id: UUID, task_id: UUID, act: str
) -> Response:
    if act not in TASK_BODIES:
        raise ApiProblem(_NOT_FOUND, "not-found")
    path = f"/tasks/{task_id}/{act}"
    body = TASK_BODIES[act](typed)
    return await _send(visit, typed, incoming_id, path, body, notice=f"task-{act}")


async def _send(
    visit: Visit,
    typed: Typed,
    incoming_id: UUID,
    path: str,
    body: dict[str, Any],
    *,
    notice: str,
) -> Response:
    try:
        await visit.api.post(Nothing, path, body, version=typed("version"), key=typed("key"))
    except ApiProblem as problem:
        if problem.status == _NOT_FOUND:
            raise
        return await show_incoming(visit, incoming_id, problem=problem, typed=typed)
    return visit.go(f"/incoming/{incoming_id}", notice=notice)
