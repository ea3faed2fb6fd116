"""Signing sessions over HTTP: signatures whose key lies on the official's own machine."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep, VersionDep
from services.documents.endpoints.signed_files import receive_signed
from services.documents.schemas.shared import ReasonCode
from services.documents.schemas.signing_session import (
    ServiceAnswer,
    ServiceCall,
    SignatureValue,
    SigningKeyRead,
    SigningSessionRead,
    SigningSessionStart,
)
from services.documents.service import (
    answering,
    client_keys,
    ending,
    placing,
    sessions,
    starting,
)
from services.downloads import answer_file
from services.idempotency import IdempotencyDep, IdempotentRoute

router = APIRouter(tags=["signing sessions"], route_class=IdempotentRoute)


def check_origin(
    platform: PlatformDep,
    _actor: ActorDep,  # who is not signed in learns nothing about what a request needs
    origin: Annotated[str | None, Header(max_length=300)] = None,
) -> None:
    sessions.require_origin(origin, platform.settings)


FromOurPages = Depends(check_origin)
SecretPath = Annotated[str, Path(min_length=20, max_length=100)]


@router.get("/documents/{document_id}/signing-key")
async def read_signing_key(
    document_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> SigningKeyRead:
    return await client_keys.read_signing_key(
        session=session, actor=actor, document_id=document_id, settings=platform.settings, now=now
    )


@router.post(
    "/documents/{document_id}/signing-sessions",
    status_code=201,
    dependencies=[FromOurPages, IdempotencyDep],
)
async def start_signing_session(
    document_id: UUID,
    wanted: SigningSessionStart,
    version: VersionDep,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> SigningSessionRead:
    await placing.require_on_page(
        platform=platform,
        session=session,
        actor=actor,
        document_id=document_id,
        chosen=wanted.place,
    )
    return await starting.start_session(
        session=session,
        actor=actor,
        document_id=document_id,
        wanted=wanted,
        expected_version=version,
        settings=platform.settings,
        now=now,
    )


@router.get("/copies/{copy_id}/signing-key")
async def read_copy_key(
    copy_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> SigningKeyRead:
    return await client_keys.read_copy_key(
        session=session, actor=actor, copy_id=copy_id, settings=platform.settings, now=now
    )


@router.post(
    "/copies/{copy_id}/signing-sessions",
    status_code=201,
    dependencies=[FromOurPages, IdempotencyDep],
)
async def start_copy_session(
    copy_id: UUID,
    wanted: SigningSessionStart,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> SigningSessionRead:
    return await starting.start_copy_session(
        session=session,
        actor=actor,
        copy_id=copy_id,
        wanted=wanted,
        settings=platform.settings,
        now=now,
    )


@router.get("/signing-sessions/{signing_id}")
async def read_signing_session(
    signing_id: UUID, session: SessionDep, actor: ActorDep
) -> SigningSessionRead:
    return sessions.read_session(await sessions.access_session(session, actor, signing_id))


@router.put("/signing-sessions/{signing_id}/value", dependencies=[FromOurPages])
async def give_signature_value(
    signing_id: UUID, given: SignatureValue, session: SessionDep, actor: ActorDep, now: NowDep
) -> SigningSessionRead:
    return await answering.give_value(
        session=session, actor=actor, signing_id=signing_id, value=given.value, now=now
    )


@router.post("/signing-sessions/{signing_id}/calls", dependencies=[FromOurPages])
async def make_service_call(
    signing_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> ServiceCall:
    return await answering.make_call(
        session=session,
        actor=actor,
        signing_id=signing_id,
        settings=platform.settings,
        now=now,
    )


@router.post("/signing-sessions/{signing_id}/abort", dependencies=[FromOurPages])
async def abort_signing_session(
    signing_id: UUID, given: ReasonCode, session: SessionDep, actor: ActorDep, now: NowDep
) -> SigningSessionRead:
    return await ending.abort_session(
        session=session, actor=actor, signing_id=signing_id, problem=given.reason, now=now
    )


@router.get("/signing-sessions/{signing_id}/file")
async def read_file_to_sign(
    signing_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> Response:
    waiting = await answering.open_by_hand(session, actor, signing_id, now=now)
    return await answer_file(platform, session, waiting.digest, waiting.filename, download=True)


@router.put("/signing-sessions/{signing_id}/file", dependencies=[FromOurPages])
async def give_signed_file(
    signing_id: UUID,
    request: Request,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> SigningSessionRead:
    waiting = await answering.open_by_hand(session, actor, signing_id, now=now)
    digest = await receive_signed(request, session, platform, waiting)
    return await answering.keep_answer(session=session, waiting=waiting, digest=digest, now=now)


@router.get("/signing-files/{secret}")
async def fetch_file_to_sign(
    secret: SecretPath, platform: PlatformDep, session: SessionDep, now: NowDep
) -> Response:
    waiting = await answering.open_download(session, secret, now=now)
    return await answer_file(platform, session, waiting.digest, waiting.filename, download=True)


@router.post("/signing-files/{secret}")
async def deliver_signed_file(
    secret: SecretPath, request: Request, platform: PlatformDep, session: SessionDep, now: NowDep
) -> ServiceAnswer:
    waiting = await answering.open_upload(session, secret, now=now)
    digest = await receive_signed(request, session, platform, waiting)
    await answering.keep_answer(session=session, waiting=waiting, digest=digest, now=now)
    return answering.service_answer(waiting)
