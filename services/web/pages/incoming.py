"""Văn bản đến: the register, an incoming document's page, and a document that came on paper."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web import files
from services.web.client import ApiProblem
from services.web.files import chunks
from services.web.forms import Typed, TypedDep
from services.web.pages.registers import CursorQuery, Register, SearchQuery, StateQuery
from services.web.shapes.copy import Copy
from services.web.shapes.document import DocumentType
from services.web.shapes.identity import Staff
from services.web.shapes.incoming import IncomingRead, IncomingRow
from services.web.shapes.shape import Listed, Nothing
from services.web.shapes.shared import HistoryLine
from services.web.visit import SignedInDep, Visit
from services.web.words.states import WORDS

router = APIRouter()


@router.get("/incoming")
async def list_incoming(
    visit: SignedInDep, state: StateQuery = "", q: SearchQuery = "", cursor: CursorQuery = ""
) -> Response:
    register = Register("/incoming", state=state, query=q, cursor=cursor)
    rows, counts = await asyncio.gather(
        visit.api.get(Listed[IncomingRow], "/incoming", register.params),
        visit.api.get(dict[str, int], "/incoming/counts"),
    )
    return visit.page(
        "incoming_list.html",
        register=register,
        filters=register.filters(counts, list(WORDS["incoming"])),
        rows=rows.items,
        more=register.next_link(rows.next_cursor),
    )


@router.get("/incoming/new")
async def new_paper(visit: SignedInDep) -> Response:
    return await _paper_form(visit, Typed())


@router.post("/incoming/new")
async def register_paper(visit: SignedInDep, typed: TypedDep) -> Response:
    """Enter a paper document in the book; its scan follows where there is one."""
    body = {
        "sender_name": typed.text("sender_name"),
        "number_and_symbol": typed.text("number_and_symbol"),
        "issued_on": typed.day("issued_on"),
        "type_code": typed("type_code"),
        "abstract": typed.text("abstract"),
        "urgency": typed("urgency", "normal"),
        "secrecy": typed("secrecy", "none"),
        "due_date": typed.day("due_date"),
    }
    try:
        incoming = await visit.api.post(IncomingRead, "/incoming", body, key=typed("key"))
    except ApiProblem as problem:
        return await _paper_form(visit, typed, problem=problem)
    return await _with_scan(visit, typed, incoming, notice="paper-registered")


@router.post("/incoming/{incoming_id}/file")
async def add_scan(visit: SignedInDep, typed: TypedDep, incoming_id: UUID) -> Response:
    incoming = await visit.api.get(IncomingRead, f"/incoming/{incoming_id}")
    return await _with_scan(visit, typed, incoming, notice="file-added")


@router.get("/incoming/{incoming_id}")
async def show(visit: SignedInDep, incoming_id: UUID) -> Response:
    return await show_incoming(visit, incoming_id)


@router.get("/incoming/{incoming_id}/file")
async def incoming_pdf(visit: SignedInDep, incoming_id: UUID) -> Response:
    return await files.pdf(visit, "incoming", incoming_id)


@router.get("/incoming/{incoming_id}/pages/{number}")
async def incoming_page(visit: SignedInDep, incoming_id: UUID, number: int) -> Response:
    return await files.page_picture(visit, "incoming", incoming_id, number)


async def show_incoming(
    visit: Visit,
    incoming_id: UUID,
    *,
    problem: ApiProblem | None = None,
    typed: Typed | None = None,
) -> Response:
    """The page; after a refused act with the problem on top and what was typed still there."""
    incoming, history, copies = await asyncio.gather(
        visit.api.get(IncomingRead, f"/incoming/{incoming_id}"),
        visit.api.get(list[HistoryLine], f"/incoming/{incoming_id}/history"),
        visit.api.get(Listed[Copy], "/copies", {"incoming_id": str(incoming_id)}),
    )
    staff: list[Staff] = []
    if "assign" in incoming.actions:
        staff = await visit.api.get(list[Staff], "/staff", {"permission": "process"})
    return visit.page(
        "incoming.html",
        incoming=incoming,
        history=history,
        copies=copies.items,
        staff=staff,
        typed=typed or Typed(),
        problem=problem,
    )


async def _with_scan(
    visit: Visit, typed: Typed, incoming: IncomingRead, *, notice: str
) -> Response:
    file = typed.file("file")
    if file is not None:
        try:
            await visit.api.send_bytes(
                Nothing, "PUT", f"/incoming/{incoming.id}/file", chunks(file),
                media_type=file.content_type or "application/octet-stream",
                params={"filename": file.filename}, version=str(incoming.version),
            )  # fmt: skip
        except ApiProblem as problem:
            return await show_incoming(visit, incoming.id, problem=problem)
    return visit.go(f"/incoming/{incoming.id}", notice=notice)


async def _paper_form(visit: Visit, typed: Typed, *, problem: ApiProblem | None = None) -> Response:
    values: dict[str, Any] = {"types": await visit.api.get(list[DocumentType], "/document-types")}
    return visit.page("paper.html", typed=typed, problem=problem, **values)
