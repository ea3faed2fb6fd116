"""The files beside a document: added, put in order, taken away, and opened."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web import files
from services.web.client import ApiProblem
from services.web.files import chunks
from services.web.forms import Typed, TypedDep
from services.web.pages.documents import show_document
from services.web.shapes.document import DocumentRead
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
STEPS = {"up": -1, "down": 1}


@router.post("/documents/{document_id}/attachments")
async def add(visit: SignedInDep, typed: TypedDep, document_id: UUID) -> Response:
    document = await visit.api.get(DocumentRead, f"/documents/{document_id}")
    file = typed.file("file")
    if file is None:
        return visit.go(f"/documents/{document_id}#attachments")
    try:
        await visit.api.send_bytes(
            Nothing, "PUT", f"/documents/{document_id}/attachments", chunks(file),
            media_type=file.content_type or "application/octet-stream",
            params={"filename": file.filename}, version=str(document.version),
        )  # fmt: skip
    except ApiProblem as problem:
        return await show_document(visit, document_id, problem=problem)
    return visit.go(f"/documents/{document_id}#attachments", notice="attachment-added")


@router.post("/documents/{document_id}/attachments/{number}")
async def change(visit: SignedInDep, typed: TypedDep, document_id: UUID, number: int) -> Response:
    """One step up or down, or away."""
    try:
        notice = await _change(visit, typed, document_id, number)
    except ApiProblem as problem:
        if problem.status == 404:  # noqa: PLR2004 - gone, or no longer ours to see
            raise
        return await show_document(visit, document_id, problem=problem)
    return visit.go(f"/documents/{document_id}#attachments", notice=notice)


async def _change(visit: Visit, typed: Typed, document_id: UUID, number: int) -> str:
    path, version = f"/documents/{document_id}", typed("version")
    if typed("do") not in STEPS:
        await visit.api.delete(f"{path}/attachments/{number}", version=version)
        return "attachment-removed"
    document = await visit.api.get(DocumentRead, path)
    numbers = [one.number for one in document.attachments]
    other = number + STEPS[typed("do")]
    if {number, other} <= set(numbers):
        numbers[number - 1], numbers[other - 1] = other, number
    order = {"numbers": numbers}
    await visit.api.put(DocumentRead, f"{path}/attachments/order", order, version=version)
    return "attachments-ordered"


@router.get("/documents/{document_id}/attachments/{number}/file")
async def document_attachment(visit: SignedInDep, document_id: UUID, number: int) -> Response:
    return await _file(visit, f"/documents/{document_id}/attachments/{number}/file")


@router.get("/incoming/{incoming_id}/attachments/{number}/file")
async def incoming_attachment(visit: SignedInDep, incoming_id: UUID, number: int) -> Response:
    return await _file(visit, f"/incoming/{incoming_id}/attachments/{number}/file")


async def _file(visit: Visit, path: str) -> Response:
    download = visit.request.query_params.get("download")
    return await files.relay(visit, path, {"download": download})
