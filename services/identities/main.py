"""Sessions, tokens and the directory over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from auth import service as auth
from auth.roles import Permission
from services.deps import (
    ActorDep,
    NowDep,
    PlatformDep,
    SessionDep,
    SessionOwnerDep,
    SignedIn,
)
from services.identities import picture_endpoints, service
from services.identities.accounts import endpoints as account_endpoints
from services.identities.credentials import endpoints as credential_endpoints
from services.identities.schemas import (
    AgencyFound,
    Me,
    SessionOpened,
    SignIn,
    StaffRow,
    SwitchAppointment,
    TokenIssued,
)
from services.identities.staff import endpoints as staff_endpoints
from services.text import WordsQuery

BEARER = "Bearer"

router = APIRouter(tags=["identities"])
router.include_router(picture_endpoints.router)
router.include_router(credential_endpoints.router)
router.include_router(staff_endpoints.router)
router.include_router(account_endpoints.router)


@router.post("/sessions", status_code=201)
async def sign_in(
    request: Request, given: SignIn, platform: PlatformDep, session: SessionDep, now: NowDep
) -> SessionOpened:
    """Public: this is how one gets a session."""
    address = request.client.host if request.client else ""
    opened = await auth.sign_in(
        session=session,
        passwords=platform.passwords,
        settings=platform.auth_settings,
        username=given.username,
        password=given.password,
        address=address,
        now=now,
    )
    actor = await auth.resolve_session(
        session=session, settings=platform.auth_settings, session_id=opened.row.id, now=now
    )
    me = await service.read_me(session=session, actor=actor, now=now)
    return SessionOpened(secret=opened.secret, expires_at=opened.row.expires_at, me=me)


@router.get("/sessions/current")
async def read_me(session: SessionDep, actor: SessionOwnerDep, now: NowDep) -> Me:
    return await service.read_me(session=session, actor=actor, now=now)


@router.post("/sessions/current/appointment")
async def switch_appointment(
    chosen: SwitchAppointment,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> Me:
    await auth.switch_appointment(
        session=session, actor=actor, appointment_id=chosen.appointment_id, now=now
    )
    switched = await auth.resolve_session(
        session=session, settings=platform.auth_settings, session_id=actor.session_id, now=now
    )
    return await service.read_me(session=session, actor=switched, now=now)


@router.delete("/sessions/current", status_code=204, response_class=Response)
async def sign_out(session: SessionDep, actor: SessionOwnerDep, now: NowDep) -> None:
    await auth.sign_out(session=session, actor=actor, now=now)


@router.post("/tokens")
async def issue_token(platform: PlatformDep, actor: ActorDep, now: NowDep) -> TokenIssued:
    """An access token (JWT, ES256) for the session in use."""
    lifetime = platform.auth_settings.access_token_lifetime
    token = platform.tokens.issue(
        session_id=actor.session_id, person_id=actor.person_id, now=now, lifetime=lifetime
    )
    return TokenIssued(
        access_token=token, token_type=BEARER, expires_in=int(lifetime.total_seconds())
    )


@router.get("/agencies", dependencies=[SignedIn])
async def search_agencies(
    session: SessionDep,
    now: NowDep,
    q: WordsQuery = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[AgencyFound]:
    return await service.search_agencies(session=session, query=q, limit=limit, now=now)


@router.get("/managed-agencies")
async def read_managed_agencies(
    session: SessionDep, actor: ActorDep, now: NowDep
) -> list[AgencyFound]:
    """The agencies an administrator looks after: their own, and those right below it."""
    return await service.read_managed_agencies(session=session, actor=actor, now=now)


@router.get("/staff")
async def read_staff(
    session: SessionDep, actor: ActorDep, now: NowDep, permission: Permission | None = None
) -> list[StaffRow]:
    return await service.read_staff(session=session, actor=actor, permission=permission, now=now)
