"""Bản sao: made from the page of what is copied; their register; their files."""

import asyncio
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web import files
from services.web.client import ApiProblem
from services.web.forms import TypedDep
from services.web.pages.documents import let_speak, own_session, show_document
from services.web.pages.incoming import show_incoming
from services.web.pages.registers import CursorQuery, Register
from services.web.shapes.copy import Copy
from services.web.shapes.shape import Listed, Nothing
from services.web.shapes.shared import HistoryLine
from services.web.shapes.signing import SigningKey
from services.web.visit import SignedInDep
from services.web.words.signing import SAID_BY_SCRIPT

router = APIRouter()


@router.get("/copies")
async def list_copies(visit: SignedInDep, cursor: CursorQuery = "") -> Response:
    register = Register("/copies", cursor=cursor)
    rows = await visit.api.get(Listed[Copy], "/copies", {"cursor": cursor or None})
    return visit.page(
        "copies.html",
        rows=rows.items,
        more=register.next_link(rows.next_cursor),
        is_busy=any(row.state == "started" for row in rows.items),
    )


@router.post("/{noun}/{thing_id}/copies")
async def make_copy(
    visit: SignedInDep, typed: TypedDep, noun: Literal["documents", "incoming"], thing_id: UUID
) -> Response:
    body = {
        "kind": typed("kind"),
        "purpose": typed.text("purpose"),
        "pages": typed.text("pages").replace(" ", ""),
    }
    try:
        copy = await visit.api.post(Copy, f"/{noun}/{thing_id}/copies", body, key=typed("key"))
    except ApiProblem as problem:
        if problem.status == 404:  # noqa: PLR2004 - gone, or no longer ours to see
            raise
        show = show_document if noun == "documents" else show_incoming
        return await show(visit, thing_id, problem=problem, typed=typed)
    if copy.can_sign:
        return visit.go(f"/copies/{copy.id}", notice="copy-numbered")
    return visit.go(f"/{noun}/{thing_id}#copies", notice="copy-started")


@router.get("/copies/{copy_id}")
async def show_copy(visit: SignedInDep, copy_id: UUID) -> Response:
    """A copy as it waits for the agency's key at its clerk's machine, and what came of it."""
    copy, key, history = await asyncio.gather(
        visit.api.get(Copy, f"/copies/{copy_id}"),
        visit.api.get(SigningKey, f"/copies/{copy_id}/signing-key"),
        visit.api.get(list[HistoryLine], f"/copies/{copy_id}/history"),
    )
    begun = await own_session(visit, copy.signing)
    answer = visit.page(
        "copy.html",
        copy=copy,
        history=history,
        key=key,
        begun=begun,
        said_by_script=SAID_BY_SCRIPT,
    )
    return let_speak(answer, key if copy.can_sign or begun else None)


@router.post("/copies/{copy_id}/retry")
async def retry_copy(visit: SignedInDep, typed: TypedDep, copy_id: UUID) -> Response:
    await visit.api.post(Nothing, f"/copies/{copy_id}/retry", key=typed("key"))
    return visit.go("/copies", notice="copy-started")


@router.get("/copies/{copy_id}/file")
async def copy_file(visit: SignedInDep, copy_id: UUID) -> Response:
    download = visit.request.query_params.get("download")
    return await files.relay(visit, f"/copies/{copy_id}/file", {"download": download})
