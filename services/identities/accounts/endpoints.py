"""Accounts and passwords over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from auth import accounts
from services.deps import ActorDep, NowDep, PlatformDep, SessionDep, SessionOwnerDep
from services.identities.accounts import service
from services.identities.accounts.schemas import (
    AccountLock,
    AccountOpen,
    FirstPassword,
    PasswordChange,
)

router = APIRouter(tags=["identities"])


@router.put("/account/password", status_code=204, response_class=Response)
async def change_password(
    request: Request,
    given: PasswordChange,
    platform: PlatformDep,
    session: SessionDep,
    actor: SessionOwnerDep,
    now: NowDep,
) -> None:
    """One's own; every other session ends. At least 15 characters, none that is tried first."""
    await accounts.change_password(
        session=session,
        actor=actor,
        passwords=platform.passwords,
        settings=platform.auth_settings,
        old=given.old,
        new=given.new,
        address=request.client.host if request.client else "",
        now=now,
    )


@router.post("/people/{person_id}/account", status_code=201)
async def open_account(
    person_id: UUID,
    given: AccountOpen,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> FirstPassword:
    return await service.open_account(
        session=session,
        actor=actor,
        passwords=platform.passwords,
        settings=platform.auth_settings,
        person_id=person_id,
        given=given,
        now=now,
    )


@router.post("/people/{person_id}/account/first-password")
async def reset_password(
    person_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> FirstPassword:
    """For somebody who forgot theirs; their sessions end."""
    return await service.reset_password(
        session=session,
        actor=actor,
        passwords=platform.passwords,
        settings=platform.auth_settings,
        person_id=person_id,
        now=now,
    )


@router.post("/people/{person_id}/account/lock", status_code=204, response_class=Response)
async def lock(
    person_id: UUID, given: AccountLock, session: SessionDep, actor: ActorDep, now: NowDep
) -> None:
    await service.lock(session=session, actor=actor, person_id=person_id, given=given, now=now)


@router.post("/people/{person_id}/account/unlock", status_code=204, response_class=Response)
async def unlock(person_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    await service.unlock(session=session, actor=actor, person_id=person_id, now=now)
