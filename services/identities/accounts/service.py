"""What an administrator does with accounts; nobody but its owner ever knows a lasting password."""

from datetime import datetime
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.accounts import end_sessions, new_first_password
from auth.actor import Actor, record_act
from auth.acts import Act
from auth.models import Account
from auth.passwords import Passwords
from auth.service import vietnam_day
from auth.settings import AuthSettings
from services.identities.access import MANAGE, access_managed_agency
from services.identities.accounts.schemas import AccountLock, AccountOpen, FirstPassword
from services.identities.errors import HolderMissing, NotOneself, Taken
from services.identities.staff.repository import list_agencies_of


async def open_account(  # noqa: PLR0913 - each named at the call
    *,
    session: AsyncSession,
    actor: Actor,
    passwords: Passwords,
    settings: AuthSettings,
    person_id: UUID,
    given: AccountOpen,
    now: datetime,
) -> FirstPassword:
    """An account with a first password."""
    await _access_person(session, actor, person_id, now=now)
    taken = await session.exec(select(Account).where(Account.username == given.username))
    if await session.get(Account, person_id) is not None or taken.one_or_none() is not None:
        raise Taken("username")
    account = Account(person_id=person_id, username=given.username, password_hash="")
    session.add(account)
    return await _give_password(
        session, actor, account, Act.ACCOUNT_OPEN, passwords, settings, now=now
    )


async def reset_password(
    *,
    session: AsyncSession,
    actor: Actor,
    passwords: Passwords,
    settings: AuthSettings,
    person_id: UUID,
    now: datetime,
) -> FirstPassword:
    """A new first password for somebody who forgot theirs; their sessions end."""
    account = await _access_account(session, actor, person_id, now=now)
    return await _give_password(
        session, actor, account, Act.ACCOUNT_RESET, passwords, settings, now=now
    )


async def _give_password(  # noqa: PLR0913 - what the act needs, from one place to another
    session: AsyncSession,
    actor: Actor,
    account: Account,
    act: Act,
    passwords: Passwords,
    settings: AuthSettings,
    *,
    now: datetime,
) -> FirstPassword:
    password = new_first_password()
    account.password_hash = await passwords.hash(password)
    account.first_password_until = now + settings.first_password_lifetime
    ended = await end_sessions(session, account.person_id, now=now)
    _record(session, actor, act, account, {"sessions_ended": ended}, now=now)
    return FirstPassword(
        username=account.username, first_password=password, until=account.first_password_until
    )


async def lock(
    *, session: AsyncSession, actor: Actor, person_id: UUID, given: AccountLock, now: datetime
) -> None:
    """Nobody signs in with it any more, and what is open ends now."""
    account = await _access_account(session, actor, person_id, now=now)
    if account.disabled_at is not None:
        return
    account.disabled_at = now
    ended = await end_sessions(session, person_id, now=now)
    details = {"reason": given.reason, "sessions_ended": ended}
    _record(session, actor, Act.ACCOUNT_LOCK, account, details, now=now)


async def unlock(*, session: AsyncSession, actor: Actor, person_id: UUID, now: datetime) -> None:
    account = await _access_account(session, actor, person_id, now=now)
    if account.disabled_at is None:
        return
    account.disabled_at = None
    _record(session, actor, Act.ACCOUNT_UNLOCK, account, {}, now=now)


async def _access_person(
    session: AsyncSession, actor: Actor, person_id: UUID, *, now: datetime
) -> None:
    """An account opens every appointment of its person: one must look after all of them."""
    held, ever = await list_agencies_of(session, person_id, day=vietnam_day(now))
    if not ever:
        raise HolderMissing(person_id)
    actor.require(MANAGE)
    for agency_id in held or ever:
        await access_managed_agency(session, actor, agency_id)
    if person_id == actor.person_id:
        raise NotOneself


async def _access_account(
    session: AsyncSession, actor: Actor, person_id: UUID, *, now: datetime
) -> Account:
    await _access_person(session, actor, person_id, now=now)
    account = await session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise HolderMissing(person_id)
    return account


def _record(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    account: Account,
    details: dict[str, object],
    *,
    now: datetime,
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("person", account.person_id),
        now=now,
        details={"username": account.username} | details,
    )
