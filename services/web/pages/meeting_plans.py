"""Planning a meeting: one form, that also finds agencies and free rooms without any script."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.client import ApiProblem, Params
from services.web.forms import Typed, TypedDep
from services.web.pages import choosing, meeting_forms
from services.web.pages.choosing import Chosen
from services.web.pages.meetings import PATH, read_meeting, show_meeting
from services.web.shapes.identity import Staff
from services.web.shapes.meeting import MeetingRead, PlaceRow
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
NEW = PATH + "/new"
PLACES = "/places"
MEMBER = "member"
# What the other buttons of the form do: they only show it again.
_LOOK_UP = frozenset({"find", "group", "places"})


@router.get(NEW)
async def new_meeting(visit: SignedInDep) -> Response:
    return await _form(visit, chosen=[])


@router.post(NEW)
async def plan_meeting(visit: SignedInDep, typed: TypedDep) -> Response:
    if typed("do") in _LOOK_UP:
        return await _look_up(visit, typed)
    try:
        meeting = await visit.api.send(
            MeetingRead, "POST", PATH, meeting_forms.plan(typed), key=typed("key")
        )
    except ApiProblem as problem:
        return await _form(visit, typed=typed, chosen=_chosen(typed), problem=problem)
    try:
        await _add_seats_and_items(visit, typed, meeting)
    except ApiProblem as problem:
        return await show_meeting(visit, meeting.id, problem=problem)
    return visit.go(f"{PATH}/{meeting.id}", notice="meeting-planned")


@router.get(PATH + "/{meeting_id}/change")
async def show_plan(visit: SignedInDep, meeting_id: UUID) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    return await _form(visit, meeting=meeting, chosen=_seated(meeting))


@router.post(PATH + "/{meeting_id}/change")
async def change_meeting(visit: SignedInDep, typed: TypedDep, meeting_id: UUID) -> Response:
    meeting = await read_meeting(visit, meeting_id)
    if typed("do") in _LOOK_UP:
        return await _look_up(visit, typed, meeting)
    path = f"{PATH}/{meeting_id}"
    try:
        meeting = await visit.api.patch(
            MeetingRead, path, meeting_forms.plan(typed), version=typed("version")
        )
        await _settle_seats(visit, typed, meeting)
    except ApiProblem as problem:
        return await _form(
            visit, meeting=meeting, typed=typed, chosen=_chosen(typed), problem=problem
        )
    return visit.go(path, notice="meeting-changed")


@router.get(PATH + "/agencies")
async def agencies(
    visit: SignedInDep,
    q: Annotated[str, Query(max_length=100)] = "",
    group: Annotated[str, Query(max_length=36)] = "",
) -> Response:
    """For the script of the form: the same rows as the form itself shows."""
    if group:
        groups = await choosing.list_groups(visit)
        chosen = choosing.with_group([], groups, group, MEMBER)
        return visit.page(
            "receiver_rows.html", chosen=chosen, found=[], query="", purposes="seat_choice"
        )
    found = await choosing.find_agencies(visit, q)
    return visit.page("receiver_rows.html", chosen=[], found=found, query=q, purposes="seat_choice")


@router.get(PLACES)
async def list_places(visit: SignedInDep) -> Response:
    return await _show_places(visit)


@router.post(PLACES)
async def add_place(visit: SignedInDep, typed: TypedDep) -> Response:
    capacity = typed.text("capacity")
    body = {
        "name": typed.text("name"),
        "address": typed.text("address"),
        "capacity": int(capacity) if capacity.isdigit() else None,
        "equipment": typed.text("equipment"),
        "is_bridge_point": "is_bridge_point" in typed,
    }
    try:
        await visit.api.send(Nothing, "POST", PLACES, body, key=typed("key"))
    except ApiProblem as problem:
        return await _show_places(visit, typed=typed, problem=problem)
    return visit.go(PLACES, notice="place-added")


async def _show_places(
    visit: Visit, *, typed: Typed | None = None, problem: ApiProblem | None = None
) -> Response:
    rows = await visit.api.get(list[PlaceRow], PLACES)
    return visit.page("places.html", rows=rows, typed=typed or Typed(), problem=problem)


async def _add_seats_and_items(visit: Visit, typed: Typed, meeting: MeetingRead) -> None:
    path = f"{PATH}/{meeting.id}"
    seats = meeting_forms.seats(typed)
    if seats:
        await visit.api.send(Nothing, "POST", f"{path}/seats", seats)
    for item in meeting_forms.items(typed):
        await visit.api.send(Nothing, "POST", f"{path}/agenda", item)


async def _settle_seats(visit: Visit, typed: Typed, meeting: MeetingRead) -> None:
    """Seats for agencies that were added to the list, none for those that were taken off it."""
    path = f"{PATH}/{meeting.id}/seats"
    wanted = {seat["agency_id"]: seat for seat in meeting_forms.seats(typed)}
    here = {str(seat.agency_id): seat for seat in meeting.seats if seat.agency_id}
    new = [seat for agency, seat in wanted.items() if agency not in here]
    if new:
        await visit.api.send(Nothing, "POST", path, new)
    for agency, seat in here.items():
        if agency not in wanted:
            await visit.api.send(Nothing, "DELETE", f"{path}/{seat.id}")
        elif seat.role != wanted[agency]["role"]:
            change = {"role": wanted[agency]["role"]}
            await visit.api.send(Nothing, "PATCH", f"{path}/{seat.id}", change)


def _chosen(typed: Typed) -> list[Chosen]:
    return choosing.chosen_in_form(typed, MEMBER)


def _seated(meeting: MeetingRead) -> list[Chosen]:
    return [
        Chosen(str(seat.agency_id), seat.name, seat.role)
        for seat in meeting.seats
        if seat.agency_id
    ]


async def _look_up(visit: Visit, typed: Typed, meeting: MeetingRead | None = None) -> Response:
    """Find agencies, take a group, look for free rooms: the form comes back as it was typed."""
    chosen = _chosen(typed)
    if typed("do") == "group":
        groups = await choosing.list_groups(visit)
        chosen = choosing.with_group(chosen, groups, typed("group_id"), MEMBER)
    return await _form(visit, meeting=meeting, typed=typed, chosen=chosen)


async def _form(
    visit: Visit,
    *,
    chosen: list[Chosen],
    meeting: MeetingRead | None = None,
    typed: Typed | None = None,
    problem: ApiProblem | None = None,
) -> Response:
    typed = typed or Typed()
    leaders, staff, groups, places = await asyncio.gather(
        visit.api.get(list[Staff], "/staff", {"permission": "sign"}),
        visit.api.get(list[Staff], "/staff"),
        choosing.list_groups(visit),
        _places(visit, typed, meeting),
    )
    query = typed("receiver_query") if typed("do") == "find" else ""
    return visit.page(
        "meeting_plan.html",
        meeting=meeting,
        leaders=leaders,
        staff=staff,
        groups=groups,
        places=places,
        chosen=chosen,
        found=await choosing.find_agencies(visit, query),
        query=query,
        purposes="seat_choice",
        typed=typed,
        problem=problem,
    )


async def _places(visit: Visit, typed: Typed, meeting: MeetingRead | None) -> list[PlaceRow]:
    """Every place in use; at a time that is known, with whether it is taken."""
    starts, ends = meeting_forms.moment(typed, "starts"), meeting_forms.moment(typed, "ends")
    if meeting and not starts:
        starts, ends = meeting.starts_at.isoformat(), meeting.ends_at.isoformat()
    asked: Params = {"starts_at": starts, "ends_at": ends}
    try:
        rows = await visit.api.get(list[PlaceRow], PLACES, asked if starts and ends else None)
    except ApiProblem:
        # A time that is none is said when the form is sent; the places are shown without it.
        rows = await visit.api.get(list[PlaceRow], PLACES)
    return [row for row in rows if row.active]
