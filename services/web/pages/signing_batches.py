"""Ký nhiều văn bản: choose, confirm the list once, see what came of each."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.saying import Said, say
from services.web.shapes.signing_batch import DocumentsToSign, SigningBatch
from services.web.visit import SignedInDep, Visit

router = APIRouter()
CONFLICT = 409


@router.get("/signing-batches/new")
async def choose(visit: SignedInDep, *, every: bool = False) -> Response:
    return await _choices(visit, every=every)


async def _choices(
    visit: Visit, *, every: bool = False, problem: ApiProblem | None = None
) -> Response:
    waiting = await visit.api.get(DocumentsToSign, "/documents-to-sign")
    return visit.page("signing_batch_new.html", waiting=waiting, every=every, problem=problem)


@router.post("/signing-batches/confirm")
async def list_chosen(visit: SignedInDep, typed: TypedDep) -> Response:
    """The list as it will be confirmed; one that has changed since is no longer on it."""
    chosen = set(typed.many("document"))
    waiting = await visit.api.get(DocumentsToSign, "/documents-to-sign")
    rows = [row for row in waiting.items if f"{row.id} {row.version}" in chosen]
    if not rows:
        return await _choices(visit, problem=ApiProblem(CONFLICT, "nothing-chosen"))
    return visit.page("signing_batch_confirm.html", rows=rows, gone=len(chosen) - len(rows))


@router.post("/signing-batches")
async def confirm(visit: SignedInDep, typed: TypedDep) -> Response:
    try:
        batch = await visit.api.post(
            SigningBatch, "/signing-batches", {"documents": _named(typed)}, key=typed("key")
        )
    except ApiProblem as problem:
        return await _choices(visit, problem=problem)
    return visit.go(f"/signing-batches/{batch.id}")


def _named(typed: Typed) -> list[dict[str, str]]:
    pairs = [value.partition(" ") for value in typed.many("document")]
    return [{"id": document, "version": version} for document, _, version in pairs]


@router.get("/signing-batches/{batch_id}")
async def show(visit: SignedInDep, batch_id: UUID) -> Response:
    batch = await visit.api.get(SigningBatch, f"/signing-batches/{batch_id}")
    return visit.page("signing_batch.html", batch=batch, said=_said(visit, batch))


def _said(visit: Visit, batch: SigningBatch) -> dict[str, Said]:
    """Why, and what to do, for each reason that occurs."""
    translator = visit.pages.translators[visit.language]
    codes = {one.refusal for one in batch.items if one.refusal}
    return {code: say(ApiProblem(CONFLICT, code), translator) for code in codes}
