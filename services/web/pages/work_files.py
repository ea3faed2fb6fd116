"""Hồ sơ: the list, a work file's page, a new one, and what is put into it."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.registers import CursorQuery, Register, SearchQuery, StateQuery
from services.web.shapes.document import DocumentRow
from services.web.shapes.incoming import IncomingRow
from services.web.shapes.shape import Listed, Nothing
from services.web.shapes.shared import HistoryLine
from services.web.shapes.work_file import WorkFileRead, WorkFileRow
from services.web.visit import SignedInDep, Visit

router = APIRouter()
_NOT_FOUND = 404
_FOUND = 8


@router.get("/work-files")
async def list_work_files(
    visit: SignedInDep, state: StateQuery = "", cursor: CursorQuery = ""
) -> Response:
    register = Register("/work-files", state=state, cursor=cursor)
    rows = await visit.api.get(Listed[WorkFileRow], "/work-files", register.params)
    return visit.page(
        "work_files.html",
        register=register,
        rows=rows.items,
        more=register.next_link(rows.next_cursor),
    )


@router.get("/work-files/new")
async def new_work_file(visit: SignedInDep) -> Response:
    return visit.page("work_file_new.html", typed=Typed())


@router.post("/work-files/new")
async def open_work_file(visit: SignedInDep, typed: TypedDep) -> Response:
    years = typed.text("retention_years")
    body = {
        "symbol": typed.text("symbol"),
        "title": typed.text("title"),
        "retention_years": int(years) if years.isdigit() else None,
    }
    try:
        opened = await visit.api.post(WorkFileRead, "/work-files", body, key=typed("key"))
    except ApiProblem as problem:
        return visit.page("work_file_new.html", typed=typed, problem=problem)
    return visit.go(f"/work-files/{opened.id}", notice="work-file-opened")


@router.get("/work-files/{work_file_id}")
async def show(visit: SignedInDep, work_file_id: UUID, q: SearchQuery = "") -> Response:
    return await _show(visit, work_file_id, query=q)


def _item(typed: Typed) -> dict[str, Any]:
    """The chosen row of the search says which noun it is: `document:<id>`."""
    noun, _, thing_id = typed("thing").partition(":")
    return {f"{noun}_id": thing_id} if noun in {"document", "incoming"} else {}


def _step(typed: Typed) -> dict[str, Any]:
    return {
        "description": typed.text("description"),
        "medium": typed("medium", "electronic"),
        "done_on": typed.day("done_on"),
    }


BODIES: dict[str, Callable[[Typed], dict[str, Any]]] = {
    "items": _item,
    "steps": _step,
    "close": lambda _: {},
}


@router.post("/work-files/{work_file_id}/acts/{act}")
async def act_on_work_file(
    visit: SignedInDep, typed: TypedDep, work_file_id: UUID, act: str
) -> Response:
    if act not in BODIES:
        raise ApiProblem(_NOT_FOUND, "not-found")
    try:
        await visit.api.post(
            Nothing, f"/work-files/{work_file_id}/{act}", BODIES[act](typed),
            version=typed("version"), key=typed("key"),
        )  # fmt: skip
    except ApiProblem as problem:
        if problem.status == _NOT_FOUND:
            raise
        return await _show(visit, work_file_id, problem=problem, typed=typed)
    return visit.go(f"/work-files/{work_file_id}", notice=act)


async def _show(
    visit: Visit,
    work_file_id: UUID,
    *,
    query: str = "",
    problem: ApiProblem | None = None,
    typed: Typed | None = None,
) -> Response:
    """The page; `query` finds documents of both registers to be added."""
    work_file, history = await asyncio.gather(
        visit.api.get(WorkFileRead, f"/work-files/{work_file_id}"),
        visit.api.get(list[HistoryLine], f"/work-files/{work_file_id}/history"),
    )
    outgoing, incoming = await find_documents(visit, query, limit=_FOUND)
    return visit.page(
        "work_file.html",
        work_file=work_file,
        history=history,
        outgoing=outgoing,
        incoming=incoming,
        query=query,
        typed=typed or Typed(),
        problem=problem,
    )


async def find_documents(
    visit: Visit, query: str, *, limit: int
) -> tuple[list[DocumentRow], list[IncomingRow]]:
    """The newest documents of both registers that hold these words; none without a word."""
    if not query.strip():
        return [], []
    params: dict[str, str | int | None] = {"q": query, "limit": limit}
    outgoing, incoming = await asyncio.gather(
        visit.api.get(Listed[DocumentRow], "/documents", params),
        visit.api.get(Listed[IncomingRow], "/incoming", params),
    )
    return outgoing.items, incoming.items
