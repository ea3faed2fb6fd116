"""Quản trị, chứng thư số: which certificate each signs with; registered in two steps, ended."""

from base64 import b64encode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.files import uploaded
from services.web.forms import Typed, TypedDep
from services.web.pages.administering import Administering, AdministeringDep
from services.web.shapes.administration import (
    Credential,
    CredentialExamined,
    CredentialHolder,
)
from services.web.shapes.shape import Nothing

router = APIRouter()
PLACE = "/operations/certificates"
#: A certificate with those above it has a few thousand bytes; the API takes no more than this.
_LARGEST = 64 * 1024
_SEAL = "seal"


@router.get(PLACE)
async def show(office: AdministeringDep) -> Response:
    return await _list(office)


@router.get(PLACE + "/new")
async def ask(office: AdministeringDep, holder: str = _SEAL) -> Response:
    return await _form(office, Typed(), holder=holder)


@router.post(PLACE + "/examine")
async def examine(office: AdministeringDep, typed: TypedDep) -> Response:
    """The first step: what is in the file, beside what is known of the holder."""
    try:
        certificate = await _uploaded(typed)
        shown = await office.visit.api.post(
            CredentialExamined,
            f"{office.api_path}/credentials/examination",
            _wanted(typed, certificate),
        )
    except ApiProblem as problem:
        return await _form(office, typed, problem=_of_registering(problem))
    holder = await _holder(office, typed("holder"))
    return office.page(
        "certificate_confirm.html",
        shown=shown,
        certificate=certificate,
        holder=holder,
        typed=typed,
    )


@router.post(PLACE)
async def register(office: AdministeringDep, typed: TypedDep) -> Response:
    """The second step, after the administrator has looked."""
    body = _wanted(typed, typed("certificate"))
    try:
        await office.visit.api.post(Credential, f"{office.api_path}/credentials", body)
    except ApiProblem as problem:
        return await _form(office, typed, problem=_of_registering(problem))
    return office.go(PLACE, notice="certificate-registered")


@router.post(PLACE + "/{credential_id}/check")
async def check(office: AdministeringDep, credential_id: UUID) -> Response:
    try:
        await office.visit.api.post(Credential, f"/credentials/{credential_id}/check")
    except ApiProblem as problem:
        return await _list(office, problem=problem)
    return office.go(PLACE, notice="certificate-checked")


@router.post(PLACE + "/{credential_id}/end")
async def end(office: AdministeringDep, credential_id: UUID, typed: TypedDep) -> Response:
    body = {"reason": typed.text("reason")}
    try:
        await office.visit.api.post(Nothing, f"/credentials/{credential_id}/end", body)
    except ApiProblem as problem:
        return await _list(office, problem=problem)
    return office.go(PLACE, notice="certificate-ended")


async def _uploaded(typed: Typed) -> str:
    """The file in base64, which a hidden field can carry to the second step."""
    data = await uploaded(typed, "file").read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ApiProblem(413, "certificate-too-large")
    return b64encode(data).decode()


def _wanted(typed: Typed, certificate: str) -> dict[str, str | None]:
    holder = typed("holder", _SEAL)
    return {
        "certificate": certificate,
        "appointment_id": None if holder == _SEAL else holder,
        "key_store": typed("key_store"),
        "key_label": typed.text("key_label"),
        "valid_from": typed.day("valid_from"),
    }


def _of_registering(problem: ApiProblem) -> ApiProblem:
    """The same refusal as of a signature, yet what it means here is another thing."""
    if problem.code == "certificate-refused":
        problem.code = "certificate-not-registrable"
    return problem


async def _holders(office: Administering) -> list[CredentialHolder]:
    return await office.visit.api.get(list[CredentialHolder], f"{office.api_path}/credentials")


async def _holder(office: Administering, wanted: str) -> CredentialHolder:
    found = await _holders(office)
    return next((one for one in found if str(one.appointment_id) == wanted), found[0])


async def _list(office: Administering, *, problem: ApiProblem | None = None) -> Response:
    holders = await _holders(office)
    return office.page("certificates.html", holders=holders, problem=problem)


async def _form(
    office: Administering,
    typed: Typed,
    *,
    holder: str = _SEAL,
    problem: ApiProblem | None = None,
) -> Response:
    return office.page(
        "certificate_new.html",
        holders=await _holders(office),
        holder=typed("holder", holder),
        typed=typed,
        problem=problem,
    )
