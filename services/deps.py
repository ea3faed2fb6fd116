"""What an endpoint may ask for: the session, the actor, the time, the platform.

The transaction of a request is committed here, before the answer leaves: `scope="function"` ends
the dependency when the endpoint returns, so that a failing commit becomes an error and never a
receipt for something that does not exist.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import NotSignedIn, PasswordChangeNeeded
from auth.service import resolve_secret, resolve_token
from services.errors import PreconditionMalformed, PreconditionMissing
from services.platform import Platform
from storage.journal import LeavesTrace

_BEARER = "Bearer "
MAX_DIGITS = 10  # of a version; int() refuses what is longer than some thousands


def get_platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


PlatformDep = Annotated[Platform, Depends(get_platform)]


def get_now(platform: PlatformDep) -> datetime:
    return platform.clock.now()


NowDep = Annotated[datetime, Depends(get_now)]


async def get_session(request: Request, platform: PlatformDep) -> AsyncIterator[AsyncSession]:
    async with platform.database.session() as session:
        request.state.session = session
        try:
            yield session
        except LeavesTrace as refusal:
            await session.rollback()
            session.add_all(refusal.traces)
            await session.commit()
            raise
        await session.commit()


SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


async def get_session_owner(
    request: Request,
    session: SessionDep,
    platform: PlatformDep,
    now: NowDep,
    authorization: Annotated[str, Header()] = "",
) -> Actor:
    """Whose session it is: its secret or an access token, as a bearer token (RFC 6750)."""
    if not authorization.startswith(_BEARER):
        raise NotSignedIn
    token = authorization[len(_BEARER) :]
    settings = platform.auth_settings
    if token.count(".") == 2:  # noqa: PLR2004 - a JWT has three parts, our secrets have no dot
        actor = await resolve_token(
            session=session, settings=settings, tokens=platform.tokens, token=token, now=now
        )
    else:
        actor = await resolve_secret(session=session, settings=settings, secret=token, now=now)
    request.state.actor = actor
    return actor


# For the few routes that serve somebody who must change a given password first.
SessionOwnerDep = Annotated[Actor, Depends(get_session_owner)]


async def get_actor(owner: SessionOwnerDep) -> Actor:
    """Who acts. Raises `PasswordChangeNeeded` while the password is one that was given out."""
    if owner.must_change_password:
        raise PasswordChangeNeeded
    return owner


ActorDep = Annotated[Actor, Depends(get_actor)]
# For a route that any signed-in person may use, whoever it is.
SignedIn = Depends(get_actor)


async def count_public_visit(request: Request, platform: PlatformDep, now: NowDep) -> None:
    """For a route without an actor: refuse who asks too often."""
    settings = platform.settings
    platform.public_visits.count(
        request.client.host if request.client else "",
        most=settings.public_per_minute,
        overall=settings.public_overall_per_minute,
        now=now,
    )


# For a route that is open to everybody.
PublicVisit = Depends(count_public_visit)


async def count_journal_visit(request: Request, platform: PlatformDep, now: NowDep) -> None:
    """For the journal's tiles: small, ready-made, and asked for by the hundred."""
    settings = platform.settings
    platform.journal_visits.count(
        request.client.host if request.client else "",
        most=settings.journal_per_minute,
        overall=settings.journal_overall_per_minute,
        now=now,
    )


JournalVisit = Depends(count_journal_visit)


def get_expected_version(
    _actor: ActorDep,  # who is not signed in learns nothing about what a request needs
    if_match: Annotated[str | None, Header()] = None,
) -> int | None:
    """The version named by If-Match (RFC 9110, 13.1.1); None without one or for `*`."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip().removeprefix("W/").strip('"')
    if not tag.isascii() or not tag.isdigit() or len(tag) > MAX_DIGITS:
        raise PreconditionMalformed(if_match)
    return int(tag)


def require_expected_version(
    version: Annotated[int | None, Depends(get_expected_version)],
    if_match: Annotated[str | None, Header()] = None,
) -> int | None:
    if if_match is None:
        raise PreconditionMissing
    return version


VersionDep = Annotated[int | None, Depends(get_expected_version)]
RequiredVersionDep = Annotated[int | None, Depends(require_expected_version)]
