"""Bàn làm việc: what waits for the one who acts."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.shapes.desk import Desk
from services.web.visit import SignedInDep

router = APIRouter()
OVERDUE = "overdue"


@router.get("/")
async def show_desk(
    visit: SignedInDep, kind: Annotated[str, Query(max_length=30)] = ""
) -> Response:
    """Oldest deadline first, as the API gives them; `kind` narrows to one of the counts."""
    desk = await visit.api.get(Desk, "/desk")
    rows = [
        row
        for row in desk.rows
        if not kind or row.kind == kind or (kind == OVERDUE and row.overdue)
    ]
    return visit.page("desk.html", desk=desk, rows=rows, kind=kind)
