"""Bàn làm việc: what waits for the one who acts."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.shapes.desk import Desk
from services.web.shapes.meeting import MeetingCounts, MeetingRow
from services.web.shapes.reporting import PeriodRow
from services.web.shapes.shape import Listed
from services.web.visit import SignedInDep, Visit

router = APIRouter()
OVERDUE = "overdue"
_SHOWN = 10


@router.get("/")
async def show_desk(
    visit: SignedInDep, kind: Annotated[str, Query(max_length=30)] = ""
) -> Response:
    """Oldest deadline first, as the API gives them; `kind` narrows to one of the counts."""
    desk, counts, (running, waiting, due), periods = await asyncio.gather(
        visit.api.get(Desk, "/desk"),
        visit.api.get(MeetingCounts, "/meetings/counts"),
        _meetings(visit),
        _periods(visit),
    )
    rows = [
        row
        for row in desk.rows
        if not kind or row.kind == kind or (kind == OVERDUE and row.overdue)
    ]
    return visit.page(
        "desk.html",
        desk=desk,
        rows=rows,
        kind=kind,
        meetings_counted=counts,
        meetings_open=running,
        meetings_waiting=waiting,
        notices_due=due,
        reports_due=[row for row in periods if row.to_send],
        reports_sent=[row for row in periods if row.to_accept],
    )


async def _meetings(
    visit: Visit,
) -> tuple[list[MeetingRow], list[MeetingRow], list[MeetingRow]]:
    """Those under way, invitations to answer, and notices of one's own agency that are due."""
    running, waiting, closed = await asyncio.gather(
        visit.api.get(Listed[MeetingRow], "/meetings", {"state": "open", "limit": _SHOWN}),
        visit.api.get(Listed[MeetingRow], "/meetings", {"waiting": "true", "limit": _SHOWN}),
        visit.api.get(Listed[MeetingRow], "/meetings", {"notice_due": "true", "limit": _SHOWN}),
    )
    agency = visit.me.appointment.agency_name if visit.me else ""
    due = [row for row in closed.items if row.agency_name == agency]
    return running.items, waiting.items, due


async def _periods(visit: Visit) -> list[PeriodRow]:
    """The reporting periods that are open, for who sees figures."""
    if visit.me is None or not visit.me.can("see_figures"):
        return []
    found = await visit.api.get(
        Listed[PeriodRow], "/reporting-periods", {"state": "open", "limit": _SHOWN}
    )
    return found.items
