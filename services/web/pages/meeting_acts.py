"""What is done with a meeting from its page: one form, one act, one call of the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.files import chunks
from services.web.forms import Typed, TypedDep
from services.web.pages import meeting_forms
from services.web.pages.meetings import PATH, read_meeting, show_meeting
from services.web.shapes.meeting_outcome import GuestLinkMade
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep, Visit

router = APIRouter()
_NOT_FOUND = 404


def _nothing(_: Typed) -> None:
    return None


def _reason(typed: Typed) -> dict[str, Any]:
    return {"reason": typed.text("reason")}


def _delegation(typed: Typed) -> dict[str, Any]:
    return {"person": meeting_forms.person(typed), "reason": typed.text("reason")}


def _invitation(typed: Typed) -> dict[str, Any]:
    return {
        "signer_appointment_id": typed.optional("signer_appointment_id"),
        "late_reason": typed.optional("late_reason"),
    }


def _opinion(typed: Typed) -> dict[str, Any]:
    return {"choice": typed.optional("choice"), "text": typed.text("text")}


@dataclass(frozen=True, slots=True)
class Act:
    """`path` follows the meeting's; `{thing}` is the id that the form names."""

    method: str
    path: str
    body: Callable[[Typed], Any] = _nothing
    is_versioned: bool = False


ACTS: dict[str, Act] = {
    "confirm": Act("POST", "/seats/{thing}/confirm"),
    "decline": Act("POST", "/seats/{thing}/decline", _reason),
    "delegate": Act("POST", "/seats/{thing}/delegate", _delegation),
    "delegation-accept": Act("POST", "/seats/{thing}/delegation/accept"),
    "delegation-refuse": Act("POST", "/seats/{thing}/delegation/refuse", _reason),
    "people": Act("PUT", "/seats/{thing}/people", meeting_forms.people),
    "seat-guest": Act("POST", "/seats", meeting_forms.guest),
    "seat-official": Act("POST", "/seats", meeting_forms.official),
    "seat-change": Act("PATCH", "/seats/{thing}", meeting_forms.seat_change),
    "seat-remove": Act("DELETE", "/seats/{thing}"),
    "item": Act("POST", "/agenda", meeting_forms.item),
    "item-change": Act("PUT", "/agenda/{thing}", meeting_forms.item),
    "item-remove": Act("DELETE", "/agenda/{thing}"),
    "document-guests": Act("PATCH", "/documents/{thing}", meeting_forms.guests_read),
    "document-remove": Act("DELETE", "/documents/{thing}"),
    "invitation": Act("POST", "/invitation", _invitation, is_versioned=True),
    "invite": Act("POST", "/invite", _invitation, is_versioned=True),
    "meeting-cancel": Act("POST", "/cancel", _reason, is_versioned=True),
    "opinion-ask": Act("POST", "/opinions", meeting_forms.slip),
    "opinion-answer": Act("PUT", "/opinions/{thing}/answer", _opinion),
    "minutes-document": Act(
        "POST", "/minutes/document", lambda typed: {"is_sent": "is_sent" in typed}
    ),
    "conclusion-notice": Act("POST", "/conclusion-notice", lambda _: {}),
    "conclude": Act("POST", "/conclude", _reason),
}
_KEYED = frozenset({"POST"})


@router.post(PATH + "/{meeting_id}/acts/{act}")
async def act_on_meeting(
    visit: SignedInDep, typed: TypedDep, meeting_id: UUID, act: str
) -> Response:
    if act not in ACTS:
        raise ApiProblem(_NOT_FOUND, "not-found")
    chosen = ACTS[act]
    thing = typed("thing")
    try:
        await visit.api.send(
            Any,
            chosen.method,
            f"{PATH}/{meeting_id}{chosen.path.format(thing=_id(thing))}",
            chosen.body(typed),
            version=typed("version") if chosen.is_versioned else None,
            key=typed("key") or None if chosen.method in _KEYED else None,
        )
    except ApiProblem as problem:
        return await _again(visit, meeting_id, typed, problem)
    return visit.go(f"{PATH}/{meeting_id}", notice=act)


@router.post(PATH + "/{meeting_id}/items/{item_id}/move")
async def move_item(
    visit: SignedInDep, typed: TypedDep, meeting_id: UUID, item_id: UUID
) -> Response:
    """One place up or down."""
    meeting = await read_meeting(visit, meeting_id)
    order = [str(item.id) for item in meeting.agenda]
    if str(item_id) not in order:
        raise ApiProblem(_NOT_FOUND, "not-found")
    place = order.index(str(item_id))
    other = place + (1 if typed("to") == "down" else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    try:
        await visit.api.send(
            Nothing, "PUT", f"{PATH}/{meeting_id}/agenda/order", {"item_ids": order}
        )
    except ApiProblem as problem:
        return await _again(visit, meeting_id, typed, problem)
    return visit.go(f"{PATH}/{meeting_id}#agenda", notice="items-ordered")


@router.post(PATH + "/{meeting_id}/items/{item_id}/documents")
async def add_document(
    visit: SignedInDep, typed: TypedDep, meeting_id: UUID, item_id: UUID
) -> Response:
    file = typed.file("file")
    if file is None:
        return visit.go(f"{PATH}/{meeting_id}#agenda")
    try:
        await visit.api.send_bytes(
            Nothing, "PUT", f"{PATH}/{meeting_id}/agenda/{item_id}/documents", chunks(file),
            media_type="application/pdf", params={"filename": file.filename},
        )  # fmt: skip
    except ApiProblem as problem:
        return await _again(visit, meeting_id, typed, problem)
    return visit.go(f"{PATH}/{meeting_id}#agenda", notice="meeting-document-added")


@router.post(PATH + "/{meeting_id}/guest-link")
async def make_guest_link(visit: SignedInDep, typed: TypedDep, meeting_id: UUID) -> Response:
    """The link is shown once, on the answer itself: no cookie and no address carries it."""
    path = f"{PATH}/{meeting_id}/seats/{_id(typed('thing'))}/guest-link"
    try:
        made = await visit.api.send(GuestLinkMade, "POST", path)
    except ApiProblem as problem:
        return await _again(visit, meeting_id, typed, problem)
    link = str(visit.request.base_url).rstrip("/") + made.path
    return await show_meeting(visit, meeting_id, guest_link=link)


async def _again(visit: Visit, meeting_id: UUID, typed: Typed, problem: ApiProblem) -> Response:
    if problem.status == _NOT_FOUND:
        raise problem
    return await show_meeting(visit, meeting_id, problem=problem, typed=typed)


def _id(text: str) -> str:
    """An id of a form as part of a path; anything else is not found there."""
    try:
        return str(UUID(text))
    except ValueError:
        return "-"
