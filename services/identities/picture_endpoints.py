"""The pictures of seals and signatures over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from auth.service import vietnam_day
from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.identities import pictures
from services.identities.access import access_managed_agency
from services.identities.schemas import PictureRead, PicturesRead
from services.uploads import receive_upload

router = APIRouter(tags=["identities"])
#: A stamp's picture goes into every file it signs.
LARGEST = 1024 * 1024
OnQuery = Annotated[date | None, Query(description="as it counts on this day; none: today")]
DiameterQuery = Annotated[float, Query(ge=10, le=60, allow_inf_nan=False)]


@router.get("/agencies/{agency_id}/pictures")
async def read_pictures(
    agency_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> PicturesRead:
    """Which pictures are stored for the agency and its signers, and from when each counts."""
    return await pictures.read_pictures(session=session, actor=actor, agency_id=agency_id, now=now)


@router.put("/agencies/{agency_id}/seal")
async def set_seal(  # noqa: PLR0913, PLR0917 - the parameters of the request
    agency_id: UUID,
    diameter_mm: DiameterQuery,
    valid_from: date,
    request: Request,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> PictureRead:
    """PNG, red on a transparent ground; `diameter_mm` is the seal's real size."""
    await access_managed_agency(session, actor, agency_id)
    data = await receive_upload(request, session, LARGEST)
    await platform.signing.check_picture(data, is_seal=True)
    stored = await platform.blobs.put(data)
    picture = PictureRead(digest=stored.digest, diameter_mm=diameter_mm, valid_from=valid_from)
    return await pictures.set_seal(
        session=session, actor=actor, agency_id=agency_id, picture=picture, now=now
    )


@router.get("/agencies/{agency_id}/seal")
async def read_seal(
    agency_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    on: OnQuery = None,
) -> Response:
    found = await pictures.seal_of(session, actor, agency_id, day=on or vietnam_day(now))
    return Response(await platform.blobs.get(found.digest), media_type="image/png")


@router.put("/staff/{appointment_id}/signature-picture")
async def set_signature(  # noqa: PLR0913, PLR0917 - the parameters of the request
    appointment_id: UUID,
    valid_from: date,
    request: Request,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> PictureRead:
    """PNG, blue on a transparent ground."""
    await pictures.holder_of(session, actor, appointment_id)
    data = await receive_upload(request, session, LARGEST)
    await platform.signing.check_picture(data, is_seal=False)
    stored = await platform.blobs.put(data)
    picture = PictureRead(digest=stored.digest, diameter_mm=None, valid_from=valid_from)
    return await pictures.set_signature(
        session=session, actor=actor, appointment_id=appointment_id, picture=picture, now=now
    )


@router.get("/staff/{appointment_id}/signature-picture")
async def read_signature(
    appointment_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    on: OnQuery = None,
) -> Response:
    day = on or vietnam_day(now)
    found = await pictures.signature_of(session, actor, appointment_id, day=day)
    return Response(await platform.blobs.get(found.digest), media_type="image/png")
