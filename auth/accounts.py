"""Passwords and sessions of an account: changed by its owner, given out or locked by others."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth import repository
from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import OldPasswordWrong, TooManyAttempts, WeakPassword
from auth.models import Account, Person, SignInFailure, SignInSession
from auth.password_rules import weakness_of
from auth.passwords import Passwords
from auth.settings import AuthSettings

# Without signs that look alike on paper. Four groups of five out of 32 signs: 100 random bits.
_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5


def new_first_password() -> str:
    """A password to be given out once and changed at the first sign-in."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


async def change_password(  # noqa: PLR0913 - each named at the call
    *,
    session: AsyncSession,
    actor: Actor,
    passwords: Passwords,
    settings: AuthSettings,
    old: str,
    new: str,
    address: str,
    now: datetime,
) -> None:
    """One's own password; every other session of the person ends.

    Raises `OldPasswordWrong`, counted as a refused sign-in is, and `WeakPassword`.
    """
    account = await session.get_one(Account, actor.person_id, with_for_update=True)
    person = await session.get_one(Person, actor.person_id)
    failures = await repository.count_failures(
        session, username=account.username, address=address, since=now - settings.attempt_window
    )
    if failures >= settings.attempts_per_window:
        raise TooManyAttempts(int(settings.attempt_window.total_seconds()))
    if not await passwords.verify(old, account.password_hash):
        raise OldPasswordWrong(
            SignInFailure(username=account.username, address=address[:100], at=now)
        )
    about = (account.username, person.full_name, person.staff_code or "", actor.agency_name)
    weakness = "unchanged" if new == old else weakness_of(new, about=about)
    if weakness:
        raise WeakPassword(weakness)
    account.password_hash = await passwords.hash(new)
    account.first_password_until = None
    ended = await end_sessions(session, actor.person_id, but=actor.session_id, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.PASSWORD_CHANGE,
        subject=("person", actor.person_id),
        now=now,
        details={"sessions_ended": ended},
    )


async def end_sessions(
    session: AsyncSession, person_id: UUID, *, now: datetime, but: UUID | None = None
) -> int:
    """End the person's open sessions, all or all `but` one; says how many there were."""
    chosen = (
        (col(SignInSession.person_id) == person_id)
        & col(SignInSession.ended_at).is_(None)
        & (col(SignInSession.expires_at) > now)
    )
    if but is not None:
        chosen &= col(SignInSession.id) != but
    counted = await session.exec(select(func.count()).select_from(SignInSession).where(chosen))
    await session.exec(update(SignInSession).where(chosen).values(ended_at=now))
    return counted.one()
