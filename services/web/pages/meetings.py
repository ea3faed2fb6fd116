"""Cuộc họp: the list, one meeting's page, and the documents on its table."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web import files
from services.web.client import ApiProblem
from services.web.forms import Typed
from services.web.pages.registers import CursorQuery, Register, SearchQuery, StateQuery
from services.web.shapes.identity import Staff
from services.web.shapes.meeting import MeetingCounts, MeetingRead, MeetingRow, PlaceRow
from services.web.shapes.meeting_outcome import AttendanceRow, Conclusion, Slip
from services.web.shapes.shape import Listed
from services.web.shapes.shared import HistoryLine
from services.web.visit import SignedInDep, Visit

router = APIRouter()
PATH = "/meetings"
WAITING = "waiting"
# The states of a meeting as links, in the order of the work; `waiting` is no state of its own.
FILTERS = ("planned", "invited", WAITING, "open", "closed", "concluded", "cancelled")


@dataclass(frozen=True, slots=True)
class Tab:
    state: str
    count: int
    link: str
    is_current: bool


@router.get(PATH)
async def list_meetings(
    visit: SignedInDep, state: StateQuery = "", q: SearchQuery = "", cursor: CursorQuery = ""
) -> Response:
    register = Register(PATH, state=state, query=q, cursor=cursor)
    asked = dict(register.params)
    if state == WAITING:
        asked |= {"state": None, "waiting": "true"}
    counts, page = await asyncio.gather(
        visit.api.get(MeetingCounts, f"{PATH}/counts"),
        visit.api.get(Listed[MeetingRow], PATH, asked),
    )
    known = counts.states | {WAITING: counts.waiting}
    tabs = [
        Tab(name, known.get(name, 0), f"{PATH}?state={name}", name == register.state)
        for name in FILTERS
    ]
    more = register.next_link(page.next_cursor)
    return visit.page("meetings.html", register=register, tabs=tabs, rows=page.items, more=more)


async def read_meeting(visit: Visit, meeting_id: UUID) -> MeetingRead:
    return await visit.api.get(MeetingRead, f"{PATH}/{meeting_id}")


@router.get(PATH + "/{meeting_id}")
async def show(visit: SignedInDep, meeting_id: UUID) -> Response:
    return await show_meeting(visit, meeting_id)


async def show_meeting(
    visit: Visit,
    meeting_id: UUID,
    *,
    problem: ApiProblem | None = None,
    typed: Typed | None = None,
    guest_link: str = "",
) -> Response:
    """The page; after a refused act with the problem on top and what was typed still there."""
    meeting = await read_meeting(visit, meeting_id)
    reads_content = meeting.may_organise or meeting.own_seat is not None
    slips: list[Slip] = []
    attendance: list[AttendanceRow] = []
    conclusions: list[Conclusion] = []
    if reads_content:
        slips = await visit.api.get(list[Slip], f"{PATH}/{meeting_id}/opinions")
    if reads_content and meeting.is_held:
        attendance, conclusions = await asyncio.gather(
            visit.api.get(list[AttendanceRow], f"{PATH}/{meeting_id}/attendance"),
            visit.api.get(list[Conclusion], f"{PATH}/{meeting_id}/conclusions"),
        )
    staff = await visit.api.get(list[Staff], "/staff") if _names_people(meeting) else []
    history, places = await _for_organisers(visit, meeting)
    return visit.page(
        "meeting.html",
        meeting=meeting,
        reads_content=reads_content,
        slips=slips,
        attendance=attendance,
        conclusions=conclusions,
        staff=staff,
        history=history,
        places=places,
        guest_link=guest_link,
        typed=typed or Typed(),
        problem=problem,
    )


async def _for_organisers(
    visit: Visit, meeting: MeetingRead
) -> tuple[list[HistoryLine], list[PlaceRow]]:
    """The journal's lines, and the bridge points with whether each is taken at that time."""
    if not meeting.may_organise:
        return [], []
    times = {"starts_at": meeting.starts_at.isoformat(), "ends_at": meeting.ends_at.isoformat()}
    history, places = await asyncio.gather(
        visit.api.get(list[HistoryLine], f"{PATH}/{meeting.id}/history"),
        visit.api.get(list[PlaceRow], "/places", times),
    )
    return history, [place for place in places if place.active]


def _names_people(meeting: MeetingRead) -> bool:
    seat = meeting.own_seat
    return meeting.may_organise or bool(
        seat and not seat.leads and meeting.state in {"invited", "open"}
    )


@router.get(PATH + "/{meeting_id}/documents/{document_id}/file")
async def document_file(visit: SignedInDep, meeting_id: UUID, document_id: UUID) -> Response:
    return await files.pdf(visit, f"meetings/{meeting_id}/documents", document_id)


@router.get(PATH + "/{meeting_id}/documents/{document_id}/pages/{number}")
async def document_page(
    visit: SignedInDep, meeting_id: UUID, document_id: UUID, number: int
) -> Response:
    noun = f"meetings/{meeting_id}/documents"
    return await files.page_picture(visit, noun, document_id, number)
