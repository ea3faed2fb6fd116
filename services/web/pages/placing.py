"""Choosing the place of the leader's signature on a picture of the page."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.forms import Typed
from services.web.pages.documents import key_at_machine, let_speak
from services.web.shapes.document import DocumentRead
from services.web.shapes.place import Place
from services.web.visit import SignedInDep, Visit
from services.web.words.signing import SAID_BY_SCRIPT

router = APIRouter()
NumberQuery = Annotated[str, Query(max_length=12)]


@router.get("/documents/{document_id}/place")
async def choose_place(
    visit: SignedInDep,
    document_id: UUID,
    page: NumberQuery = "",
    left: NumberQuery = "",
    bottom: NumberQuery = "",
) -> Response:
    """The page with the place on it: the one found, or that of the numbers in the form."""
    path = f"/documents/{document_id}/signature-place"
    asked: dict[str, str | int | None] = {
        "page": page, "left": _number(left) or "0", "bottom": _number(bottom) or "0",
    }  # fmt: skip
    problem = None
    try:
        place = await visit.api.get(Place, path, asked if page else None)
    except ApiProblem as refused:
        if refused.status not in {400, 422}:
            raise
        problem, place = refused, await visit.api.get(Place, path)
    document = await visit.api.get(DocumentRead, f"/documents/{document_id}")
    key = await key_at_machine(visit, document)
    answer = visit.page(
        "place.html",
        document=document,
        place=place,
        key=key,
        said_by_script=SAID_BY_SCRIPT,
        problem=problem,
        typed=Typed(),
    )
    return let_speak(answer, key)


def place_body(typed: Typed) -> dict[str, Any]:
    """What the form says of the place, for the signature; nothing where it says nothing."""
    if not typed("page"):
        return {}
    numbers = {name: _number(typed(name)) for name in ("page", "left", "bottom")}
    return {"place": numbers}


def _number(text: str) -> str:
    """As the API writes it: people write a comma before the tenths."""
    return text.strip().replace(",", ".")


@router.get("/documents/{document_id}/place/look")
async def look(
    visit: SignedInDep, document_id: UUID, page: int, left: float, bottom: float
) -> Response:
    """For the script: whether the place is free, in a sentence."""
    place = await _looked(visit, document_id, page=page, left=left, bottom=bottom)
    return visit.page("place_word.html", place=place)


async def _looked(
    visit: Visit, document_id: UUID, *, page: int, left: float, bottom: float
) -> Place | None:
    try:
        return await visit.api.get(
            Place,
            f"/documents/{document_id}/signature-place",
            {"page": page, "left": str(left), "bottom": str(bottom)},
        )
    except ApiProblem as refused:
        if refused.status not in {400, 422}:
            raise
        return None
