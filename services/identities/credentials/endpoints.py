"""Certificates over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.identities.credentials import reading, service
from services.identities.credentials.schemas import (
    CredentialEnd,
    CredentialExamined,
    CredentialRead,
    CredentialWanted,
    HolderRead,
)

router = APIRouter(tags=["identities"])


@router.get("/agencies/{agency_id}/credentials")
async def read_holders(
    agency_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[HolderRead]:
    """The agency's seal and its appointments, each with its certificates."""
    return await reading.read_holders(session=session, actor=actor, agency_id=agency_id, now=now)


@router.post("/agencies/{agency_id}/credentials/examination")
async def examine(
    agency_id: UUID,
    wanted: CredentialWanted,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> CredentialExamined:
    """Check as for registering, and show what is in the certificate; nothing is kept."""
    return await service.examine(
        session=session,
        actor=actor,
        signing=platform.signing,
        agency_id=agency_id,
        wanted=wanted,
        now=now,
    )


@router.post("/agencies/{agency_id}/credentials", status_code=201)
async def register(
    agency_id: UUID,
    wanted: CredentialWanted,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> CredentialRead:
    return await service.register(
        session=session,
        actor=actor,
        signing=platform.signing,
        agency_id=agency_id,
        wanted=wanted,
        now=now,
    )


@router.post("/credentials/{credential_id}/check")
async def check(
    credential_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> CredentialRead:
    """Trust, revocation and the key, as they are today; what is found is kept."""
    return await service.check(
        session=session,
        actor=actor,
        signing=platform.signing,
        credential_id=credential_id,
        now=now,
    )


@router.post("/credentials/{credential_id}/end", status_code=204, response_class=Response)
async def end(
    credential_id: UUID, given: CredentialEnd, session: SessionDep, actor: ActorDep, now: NowDep
) -> None:
    await service.end(
        session=session, actor=actor, credential_id=credential_id, given=given, now=now
    )
