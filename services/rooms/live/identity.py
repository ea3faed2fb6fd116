"""Who is behind a socket: looked up anew for every command, so that an ended session ends it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.service import resolve_secret, resolve_session, resolve_token
from meetings.participant import Participant, access_onlooker, access_participant
from meetings.service.admitting import access_guest
from services.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Of one signed in: its session. Of a guest: the secret of the link.

    `looks_on`: a screen of the hall, for who has a seat or organises; it may only be shown.
    """

    meeting_id: UUID
    session_id: UUID | None = None
    guest: str | None = field(default=None, repr=False)
    looks_on: bool = False

    async def participant(
        self, session: AsyncSession, platform: Platform, now: datetime
    ) -> Participant:
        if self.session_id is None:
            return await access_guest(
                session=session, meeting_id=self.meeting_id, secret=self.guest or "", now=now
            )
        actor = await resolve_session(
            session=session,
            settings=platform.auth_settings,
            session_id=self.session_id,
            now=now,
        )
        if self.looks_on:
            return await access_onlooker(session, actor, self.meeting_id)
        return await access_participant(session, actor, self.meeting_id)


async def identify(
    session: AsyncSession,
    platform: Platform,
    *,
    meeting_id: UUID,
    token: str,
    guest: str,
    now: datetime,
) -> Identity:
    """By an access token, a session's secret, or the link of a guest."""
    if guest:
        return Identity(meeting_id=meeting_id, guest=guest)
    settings = platform.auth_settings
    if token.count(".") == 2:  # noqa: PLR2004 - a JWT has three parts, our secrets have no dot
        actor = await resolve_token(
            session=session, settings=settings, tokens=platform.tokens, token=token, now=now
        )
    else:
        actor = await resolve_secret(session=session, settings=settings, secret=token, now=now)
    return Identity(meeting_id=meeting_id, session_id=actor.session_id)
