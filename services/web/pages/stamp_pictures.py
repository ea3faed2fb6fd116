"""Quản trị, mẫu dấu và chữ ký: the pictures that stamps are drawn with, at their real size."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem, Params
from services.web.files import chunks, relay, uploaded
from services.web.forms import Typed, TypedDep
from services.web.pages.administering import Administering, AdministeringDep
from services.web.shapes.administration import Pictures
from services.web.shapes.shape import Nothing
from services.web.visit import SignedInDep

router = APIRouter()
PLACE = "/operations/pictures"
_PNG = "image/png"


@router.get(PLACE)
async def show(office: AdministeringDep) -> Response:
    return await _show(office, Typed())


@router.post(PLACE + "/seal")
async def set_seal(office: AdministeringDep, typed: TypedDep) -> Response:
    diameter = typed.text("diameter_mm").replace(",", ".")
    params = {"diameter_mm": diameter, "valid_from": typed.day("valid_from")}
    return await _store(office, typed, f"{office.api_path}/seal", params)


@router.post(PLACE + "/signature")
async def set_signature(office: AdministeringDep, typed: TypedDep) -> Response:
    path = f"/staff/{typed('appointment_id')}/signature-picture"
    return await _store(office, typed, path, {"valid_from": typed.day("valid_from")})


@router.get(PLACE + "/seal/{agency_id}")
async def seal(visit: SignedInDep, agency_id: UUID, on: date) -> Response:
    return await relay(visit, f"/agencies/{agency_id}/seal", {"on": on.isoformat()})


@router.get(PLACE + "/signature/{appointment_id}")
async def signature(visit: SignedInDep, appointment_id: UUID, on: date) -> Response:
    path = f"/staff/{appointment_id}/signature-picture"
    return await relay(visit, path, {"on": on.isoformat()})


async def _store(office: Administering, typed: Typed, path: str, params: Params) -> Response:
    try:
        file = uploaded(typed, "file")
        await office.visit.api.send_bytes(
            Nothing, "PUT", path, chunks(file), media_type=_PNG, params=params
        )
    except ApiProblem as problem:
        if problem.code in {"file-refused", "file-too-large"}:
            problem.code = "picture-refused"
        return await _show(office, typed, problem=problem)
    return office.go(PLACE, notice="picture-stored")


async def _show(
    office: Administering, typed: Typed, *, problem: ApiProblem | None = None
) -> Response:
    found = await office.visit.api.get(Pictures, f"{office.api_path}/pictures")
    return office.page("stamp_pictures.html", found=found, typed=typed, problem=problem)
