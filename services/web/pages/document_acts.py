"""What is done with an outgoing document from its page: one form, one act."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.documents import show_document
from services.web.pages.placing import place_body
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep

router = APIRouter()


def _nothing(_: Typed) -> dict[str, Any]:
    return {}


def _reason(typed: Typed) -> dict[str, Any]:
    return {"reason": typed.text("reason")}


def _text(typed: Typed) -> dict[str, Any]:
    return {"text": typed.text("text")}


def _submission(typed: Typed) -> dict[str, Any]:
    reviewer = typed.optional("reviewer_appointment_id")
    return {"reviewer_appointment_id": reviewer, "text": typed.text("text")}


def _comment(typed: Typed) -> dict[str, Any]:
    page = typed.text("page")
    return {"text": typed.text("comment"), "page": int(page) if page.isdigit() else None}


BODIES: dict[str, Callable[[Typed], dict[str, Any]]] = {
    "submit": _submission,
    "comments": _comment,
    "return": _reason,
    "approve": _text,
    "sign": place_body,
    "issue": _nothing,
    "cancel": _reason,
}


@router.post("/documents/{document_id}/acts/{act}")
async def act_on_document(
    visit: SignedInDep, typed: TypedDep, document_id: UUID, act: str
) -> Response:
    if act not in BODIES:
        raise ApiProblem(404, "not-found")
    try:
        await visit.api.post(
            Nothing, f"/documents/{document_id}/{act}", BODIES[act](typed),
            version=typed("version"), key=typed("key"),
        )  # fmt: skip
    except ApiProblem as problem:
        if problem.status == 404:  # noqa: PLR2004 - gone, or no longer ours to see: no page to show
            raise
        return await show_document(visit, document_id, problem=problem, typed=typed)
    here = f"/documents/{document_id}"
    return visit.go("/documents" if act == "cancel" else here, notice=act)
