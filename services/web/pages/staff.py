"""Quản trị, cán bộ: who works in the agency, in which appointments, with which account."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed, TypedDep
from services.web.pages.administering import Administering, AdministeringDep
from services.web.shapes.administration import FirstPassword, Made, StaffOverview
from services.web.shapes.shape import Nothing
from services.web.shapes.shared import HistoryLine

router = APIRouter()
PLACE = "/operations/staff"
_GIVEN = {"open": "account", "reset": "account/first-password"}


@router.get(PLACE)
async def show(office: AdministeringDep) -> Response:
    return office.page("staff.html", found=await _overview(office))


@router.get(PLACE + "/new")
async def ask(office: AdministeringDep) -> Response:
    return await _new(office, Typed())


@router.post(PLACE)
async def add(office: AdministeringDep, typed: TypedDep) -> Response:
    body = {
        "full_name": typed.text("full_name"),
        "staff_code": typed.text("staff_code"),
        "email": typed.optional("email"),
        "appointment": _appointment(typed),
    }
    try:
        made = await office.visit.api.post(Made, f"{office.api_path}/people", body)
    except ApiProblem as problem:
        return await _new(office, typed, problem=problem)
    return office.go(f"{PLACE}/{made.id}", notice="person-added")


@router.get(PLACE + "/{person_id}")
async def show_person(office: AdministeringDep, person_id: UUID) -> Response:
    return await _person(office, person_id, Typed())


@router.post(PLACE + "/appointments")
async def give(office: AdministeringDep, typed: TypedDep) -> Response:
    """For somebody of this agency from their own page, or by staff code for one from elsewhere."""
    body = _appointment(typed) | {"staff_code": typed.text("staff_code")}
    try:
        await office.visit.api.post(Made, f"{office.api_path}/appointments", body)
    except ApiProblem as problem:
        if typed("person_id"):
            return await _person(office, UUID(typed("person_id")), typed, problem=problem)
        return await _new(office, typed, problem=problem)
    place = f"{PLACE}/{typed('person_id')}" if typed("person_id") else PLACE
    return office.go(place, notice="appointment-given")


@router.post(PLACE + "/{person_id}/appointments/{appointment_id}/end")
async def end(
    office: AdministeringDep, person_id: UUID, appointment_id: UUID, typed: TypedDep
) -> Response:
    body = {"last_day": typed.day("last_day"), "reason": typed.text("reason")}
    try:
        await office.visit.api.post(Nothing, f"/appointments/{appointment_id}/end", body)
    except ApiProblem as problem:
        return await _person(office, person_id, typed, problem=problem)
    return office.go(f"{PLACE}/{person_id}", notice="appointment-ended")


@router.post(PLACE + "/{person_id}/password/{act}")
async def give_password(
    office: AdministeringDep, person_id: UUID, act: str, typed: TypedDep
) -> Response:
    """A first password, shown on the answer alone: it is stored nowhere."""
    if act not in _GIVEN:
        raise ApiProblem(404, "not-found")
    body = {"username": typed.text("username")} if act == "open" else {}
    try:
        given = await office.visit.api.post(
            FirstPassword, f"/people/{person_id}/{_GIVEN[act]}", body
        )
    except ApiProblem as problem:
        return await _person(office, person_id, typed, problem=problem)
    return office.page("first_password.html", given=given, person_id=person_id)


@router.post(PLACE + "/{person_id}/account/{act}")
async def lock(office: AdministeringDep, person_id: UUID, act: str, typed: TypedDep) -> Response:
    if act not in {"lock", "unlock"}:
        raise ApiProblem(404, "not-found")
    body = {"reason": typed.text("reason")} if act == "lock" else {}
    try:
        await office.visit.api.post(Nothing, f"/people/{person_id}/account/{act}", body)
    except ApiProblem as problem:
        return await _person(office, person_id, typed, problem=problem)
    return office.go(f"{PLACE}/{person_id}", notice=f"account-{act}ed")


def _appointment(typed: Typed) -> dict[str, Any]:
    return {
        "department_id": typed("department_id"),
        "position": typed.text("position"),
        "roles": typed.many("roles"),
        "authority": typed.text("authority"),
        "valid_from": typed.day("valid_from"),
        "valid_to": typed.day("valid_to"),
    }


async def _overview(office: Administering, person_id: UUID | None = None) -> StaffOverview:
    one = {"person_id": str(person_id) if person_id else None}
    return await office.visit.api.get(StaffOverview, f"{office.api_path}/staff", one)


async def _new(
    office: Administering, typed: Typed, *, problem: ApiProblem | None = None
) -> Response:
    found = await _overview(office)
    return office.page("staff_new.html", found=found, typed=typed, problem=problem)


async def _person(
    office: Administering, person_id: UUID, typed: Typed, *, problem: ApiProblem | None = None
) -> Response:
    found, history = await asyncio.gather(
        _overview(office, person_id),
        office.visit.api.get(list[HistoryLine], f"/people/{person_id}/history"),
    )
    person = next((one for one in found.people if one.id == person_id), None)
    if person is None:
        raise ApiProblem(404, "not-found")
    return office.page(
        "staff_person.html",
        found=found,
        person=person,
        history=history,
        typed=typed,
        problem=problem,
    )
