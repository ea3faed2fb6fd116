"""Verify any PDF: the verdict with its separate facts, kept nowhere.

A file that is marked secret is refused here as everywhere: this machine is on a network. Who is
not signed in has a route of its own, which opens no database: what it is given cannot be kept.
"""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from services.deps import ActorDep, NowDep, PlatformDep, PublicVisit, SessionDep
from services.errors import SecretNotExamined
from services.secrecy import state_secret
from services.signatures.answers import DESCRIBED, answer, kind_of
from services.signatures.service import find_secrecy_mark, verify_upload
from services.uploads import receive_body, receive_upload

router = APIRouter(tags=["signatures"])

PicturesQuery = Annotated[
    bool, Query(description="show changed pages: the signed revision and the final one (JSON)")
]
AcceptHeader = Annotated[str, Header(description="JSON, or a report by its media type")]


@router.post("/verifications", responses=DESCRIBED)
async def verify(
    request: Request,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    pictures: PicturesQuery = False,
    accept: AcceptHeader = "*/*",
) -> Response:
    kind = kind_of(accept)
    pdf = await receive_upload(request, session, platform.settings.upload_limit)
    mark = await find_secrecy_mark(platform.signing, pdf)
    if mark:
        raise state_secret(actor, mark, noun="verification", now=now)
    found = await verify_upload(platform.signing, pdf, with_pictures=pictures, now=now)
    return await answer(platform.signing, found, pdf, kind=kind, now=now)


@router.post("/public/verifications", dependencies=[PublicVisit], responses=DESCRIBED)
async def verify_for_anybody(
    request: Request,
    platform: PlatformDep,
    now: NowDep,
    *,
    pictures: PicturesQuery = False,
    accept: AcceptHeader = "*/*",
) -> Response:
    kind = kind_of(accept)
    pdf = await receive_body(request, platform.settings.upload_limit)
    with platform.public_visits.working(at_once=platform.settings.public_at_once):
        mark = await find_secrecy_mark(platform.signing, pdf)
        if mark:
            raise SecretNotExamined(mark)
        found = await verify_upload(platform.signing, pdf, with_pictures=pictures, now=now)
        return await answer(platform.signing, found, pdf, kind=kind, now=now)
