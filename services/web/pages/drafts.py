"""A new draft and its changes: one form, that also finds receivers without any script."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.files import chunks
from services.web.forms import Typed, TypedDep
from services.web.pages import choosing
from services.web.pages.choosing import Chosen
from services.web.shapes.document import DocumentRead, DocumentType
from services.web.shapes.identity import Staff
from services.web.shapes.incoming import IncomingRead
from services.web.visit import SignedInDep, Visit

router = APIRouter()
NEW = "/documents/new"
# What the other buttons of the form do: they only show it again.
_LOOK_UP = frozenset({"find", "group"})


@router.get(NEW)
async def new_draft(visit: SignedInDep, reply_to: UUID | None = None) -> Response:
    chosen: list[Chosen] = []
    if reply_to:
        answered = await visit.api.get(IncomingRead, f"/incoming/{reply_to}")
        chosen = await choosing.find_exactly(visit, answered.sender_name)
    return await _form(visit, chosen=chosen, reply_to=str(reply_to or ""))


@router.post(NEW)
async def create_draft(visit: SignedInDep, typed: TypedDep) -> Response:
    if typed("do") in _LOOK_UP or typed("do") == "save_group":
        return await _look_up(visit, typed)
    body = _facts(typed) | {"reply_to_id": typed.optional("reply_to_id")}
    try:
        document = await visit.api.post(DocumentRead, "/documents", body, key=typed("key"))
    except ApiProblem as problem:
        return await _again(visit, typed, problem=problem)
    return await _with_file(visit, typed, document, notice="draft-created")


@router.get("/documents/{document_id}/change")
async def show_draft(visit: SignedInDep, document_id: UUID) -> Response:
    document = await visit.api.get(DocumentRead, f"/documents/{document_id}")
    return await _form(visit, document=document, chosen=choosing.chosen_of(document))


@router.post("/documents/{document_id}/change")
async def change_draft(visit: SignedInDep, typed: TypedDep, document_id: UUID) -> Response:
    path = f"/documents/{document_id}"
    if typed("do") in _LOOK_UP or typed("do") == "save_group":
        return await _look_up(visit, typed, await visit.api.get(DocumentRead, path))
    try:
        document = await visit.api.patch(
            DocumentRead, path, _facts(typed), version=typed("version")
        )
    except ApiProblem as problem:
        document = await visit.api.get(DocumentRead, path)
        return await _again(visit, typed, document, problem=problem)
    return await _with_file(visit, typed, document, notice="draft-changed")


@router.post("/documents/{document_id}/file")
async def upload(visit: SignedInDep, typed: TypedDep, document_id: UUID) -> Response:
    """A new file from the document's page."""
    document = await visit.api.get(DocumentRead, f"/documents/{document_id}")
    return await _with_file(visit, typed, document, notice="file-added")


@router.get("/receivers")
async def receivers(
    visit: SignedInDep,
    q: Annotated[str, Query(max_length=100)] = "",
    group: Annotated[str, Query(max_length=36)] = "",
) -> Response:
    """For the script of the form: the same rows as the form itself shows."""
    if group:
        chosen = choosing.with_group([], await choosing.list_groups(visit), group)
        return visit.page("receiver_rows.html", chosen=chosen, found=[], query="")
    found = await choosing.find_agencies(visit, q)
    return visit.page("receiver_rows.html", chosen=[], found=found, query=q)


def _facts(typed: Typed) -> dict[str, Any]:
    return {
        "type_code": typed("type_code"),
        "abstract": typed.text("abstract"),
        "urgency": typed("urgency", "normal"),
        "secrecy": typed("secrecy", "none"),
        "due_date": typed.day("due_date"),
        "note": typed.text("note"),
        "signer_appointment_id": typed.optional("signer_appointment_id"),
        "secretary_appointment_id": typed.optional("secretary_appointment_id"),
        "kept_only": "kept_only" in typed,
        "receivers": choosing.as_body(choosing.chosen_in_form(typed)),
    }


async def _with_file(
    visit: Visit, typed: Typed, document: DocumentRead, *, notice: str
) -> Response:
    """Send the chosen file after the facts. Refused, the saved draft is shown with the reason."""
    file = typed.file("file")
    if file is not None:
        try:
            document = await visit.api.send_bytes(
                DocumentRead, "PUT", f"/documents/{document.id}/file", chunks(file),
                media_type=file.content_type or "application/octet-stream",
                params={"filename": file.filename}, version=str(document.version),
            )  # fmt: skip
        except ApiProblem as problem:
            chosen = choosing.chosen_of(document)
            return await _form(visit, document=document, chosen=chosen, problem=problem)
    return visit.go(f"/documents/{document.id}", notice=notice)


async def _look_up(visit: Visit, typed: Typed, document: DocumentRead | None = None) -> Response:
    """Find agencies, take a group, or save one: the form comes back with what was typed."""
    chosen = choosing.chosen_in_form(typed)
    if typed("do") == "group":
        groups = await choosing.list_groups(visit)
        chosen = choosing.with_group(chosen, groups, typed("group_id"))
    if typed("do") == "save_group":
        body = {"name": typed.text("group_name"), "agency_ids": [one.agency_id for one in chosen]}
        try:
            await visit.api.post(Any, "/receiver-groups", body)
        except ApiProblem as problem:
            return await _again(visit, typed, document, problem=problem)
    return await _again(visit, typed, document, chosen=chosen)


async def _again(
    visit: Visit,
    typed: Typed,
    document: DocumentRead | None = None,
    *,
    chosen: list[Chosen] | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    return await _form(
        visit,
        document=document,
        typed=typed,
        chosen=choosing.chosen_in_form(typed) if chosen is None else chosen,
        reply_to=typed("reply_to_id"),
        problem=problem,
    )


async def _form(
    visit: Visit,
    *,
    chosen: list[Chosen],
    document: DocumentRead | None = None,
    typed: Typed | None = None,
    reply_to: str = "",
    problem: ApiProblem | None = None,
) -> Response:
    typed = typed or Typed()
    types, signers, staff, groups = await asyncio.gather(
        visit.api.get(list[DocumentType], "/document-types"),
        visit.api.get(list[Staff], "/staff", {"permission": "sign"}),
        visit.api.get(list[Staff], "/staff"),
        choosing.list_groups(visit),
    )
    answered = await visit.api.get(IncomingRead, f"/incoming/{reply_to}") if reply_to else None
    query = typed("receiver_query") if typed("do") == "find" else ""
    return visit.page(
        "draft.html",
        document=document,
        answered=answered,
        types=types,
        signers=signers,
        staff=staff,
        groups=groups,
        chosen=chosen,
        found=await choosing.find_agencies(visit, query),
        query=query,
        typed=typed,
        problem=problem,
    )
