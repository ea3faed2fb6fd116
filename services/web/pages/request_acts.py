"""What is done on a document's page with what it asks of its own agency."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.documents import show_document
from services.web.pages.incoming_acts import TASK_BODIES, assignment_of
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
DOCUMENT = "/documents/{document_id}"
_NOT_FOUND = 404


@router.post(DOCUMENT + "/requests/{request_id}/assignments")
async def assign(
    visit: SignedInDep, typed: TypedDep, document_id: UUID, request_id: UUID
) -> Response:
    path = f"/documents/{document_id}/requests/{request_id}/assignments"
    return await _send(visit, typed, document_id, path, assignment_of(typed), notice="assignments")


@router.post(DOCUMENT + "/tasks/{task_id}/{act}")
async def act_on_task(
    visit: SignedInDep, typed: TypedDep, document_id: UUID, task_id: UUID, act: str
) -> Response:
    if act not in TASK_BODIES:
        raise ApiProblem(_NOT_FOUND, "not-found")
    path, body = f"/tasks/{task_id}/{act}", TASK_BODIES[act](typed)
    return await _send(visit, typed, document_id, path, body, notice=f"task-{act}")


async def _send(
    visit: Visit,
    typed: Typed,
    document_id: UUID,
    path: str,
    body: dict[str, Any],
    *,
    notice: str,
) -> Response:
    try:
        await visit.api.post(Nothing, path, body, key=typed("key"))
    except ApiProblem as problem:
        if problem.status == _NOT_FOUND:
            raise
        return await show_document(visit, document_id, problem=problem, typed=typed)
    return visit.go(f"/documents/{document_id}", notice=notice)
