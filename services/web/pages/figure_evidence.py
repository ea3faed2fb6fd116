"""Minh chứng: the records behind a figure, and one of them with its proof."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.files import text_file
from services.web.pages.figures import (
    PeriodQuery,
    chosen_period,
    period_name,
    read_agencies,
    read_figure,
)
from services.web.pages.registers import CursorQuery
from services.web.shapes.figure import Evidence, Record
from services.web.shapes.journal import Proof
from services.web.shapes.shape import Listed, Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
# Where a record has its own page; a person and an assignment have none.
PLACES = {
    "document": "/documents",
    "incoming": "/incoming",
    "work_file": "/work-files",
    "meeting": "/meetings",
    "report": "/agency-reports",
    "inspection": "/inspections",
}
RECORD = "/indicators/{code}/evidence/{record_id}"


def get_asked(
    period: PeriodQuery = "",
    agency_id: UUID | None = None,
    *,
    alone: Annotated[bool, Query()] = False,
) -> dict[str, str | int | None]:
    """Whose records, in which period. `alone`: without the agencies below."""
    return {
        "period": period,
        "agency_id": str(agency_id) if agency_id else None,
        "alone": "true" if alone else None,
    }


AskedDep = Annotated[dict[str, str | int | None], Depends(get_asked)]


@router.get("/indicators/{code}/evidence")
async def show_evidence(
    visit: SignedInDep,
    code: str,
    asked: AskedDep,
    cursor: CursorQuery = "",
    *,
    counted: bool | None = None,
) -> Response:
    """The records one by one, each with the reason."""
    chosen = chosen_period(visit, str(asked["period"]))
    says = None if counted is None else str(counted).lower()
    figure, agencies, rows = await asyncio.gather(
        read_figure(visit, code, chosen),
        read_agencies(visit, code, chosen),
        visit.api.get(
            Listed[Evidence], f"/indicators/{code}/evidence",
            asked | {"period": chosen, "counted": says, "cursor": cursor or None},
        ),
    )  # fmt: skip
    return visit.page(
        "evidence.html",
        figure=figure,
        agency=next((one for one in agencies if str(one.agency_id) == asked["agency_id"]), None),
        counted=counted,
        alone=asked["alone"] is not None,
        rows=rows.items,
        cursor=rows.next_cursor,
        period=chosen,
        period_name=period_name(visit, chosen),
    )


@router.get(RECORD)
async def show_record(visit: SignedInDep, code: str, record_id: UUID, asked: AskedDep) -> Response:
    """What the record counted as, and the proof of each act on it."""
    chosen = chosen_period(visit, str(asked["period"]))
    figure, opened = await asyncio.gather(
        read_figure(visit, code, chosen), _read(visit, code, record_id, asked)
    )
    return visit.page(
        "figure_record.html",
        figure=figure,
        record=opened.record,
        lines=opened.lines,
        place=await _find_place(visit, opened.record),
        asked=asked,
        period=chosen,
        period_name=period_name(visit, chosen),
    )


@router.get(RECORD + "/lines/{line_id}/tlog-proof")
async def download_record_proof(
    visit: SignedInDep, code: str, record_id: UUID, line_id: UUID, asked: AskedDep
) -> Response:
    """C2SP tlog-proof: index, path, checkpoint."""
    proof = await _find_proof(visit, code, record_id, line_id, asked)
    return text_file(proof.proof or "", f"{line_id}.tlog-proof", "text/plain; charset=utf-8")


@router.get(RECORD + "/lines/{line_id}/entry")
async def download_record_entry(
    visit: SignedInDep, code: str, record_id: UUID, line_id: UUID, asked: AskedDep
) -> Response:
    """The act as the leaf has it, byte for byte."""
    proof = await _find_proof(visit, code, record_id, line_id, asked)
    return text_file(proof.entry, f"{line_id}.json", "application/json")


async def _read(
    visit: Visit, code: str, record_id: UUID, asked: dict[str, str | int | None]
) -> Record:
    chosen = chosen_period(visit, str(asked["period"]))
    return await visit.api.get(
        Record, f"/indicators/{code}/evidence/{record_id}", asked | {"period": chosen}
    )


async def _find_proof(
    visit: Visit, code: str, record_id: UUID, line_id: UUID, asked: dict[str, str | int | None]
) -> Proof:
    opened = await _read(visit, code, record_id, asked)
    found = next((one.proof for one in opened.lines if one.proof.id == line_id), None)
    if found is None:
        raise ApiProblem(404, "not-found")
    return found


async def _find_place(visit: Visit, record: Evidence) -> str | None:
    """The record's own page, for who may open it: a figure shows other agencies' records too."""
    if record.noun not in PLACES:
        return None
    path = f"{PLACES[record.noun]}/{record.id}"
    try:
        await visit.api.get(Nothing, path)
    except ApiProblem as problem:
        if problem.status in {403, 404}:
            return None
        raise
    return path
