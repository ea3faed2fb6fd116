"""Signing in, switching the appointment in use, signing out, and resolving who acts."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth import repository
from auth.actor import Actor, make_actor, make_entry, record_act
from auth.acts import Act
from auth.cases import list_open_cases
from auth.errors import (
    AgencyMissing,
    AppointmentUnavailable,
    CredentialMissing,
    NotSignedIn,
    SignInRefused,
    TooManyAttempts,
)
from auth.models import Agency, Appointment, Credential, SignInFailure, SignInSession, StampPicture
from auth.passwords import Passwords
from auth.roles import Permission
from auth.settings import AuthSettings
from auth.tokens import Tokens

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def vietnam_day(now: datetime) -> date:
    """The day of `now` in Vietnam, by which every dated rule goes."""
    return now.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """`secret` is shown once; the database keeps its digest."""

    row: SignInSession
    secret: str


async def sign_in(  # noqa: PLR0913 - each named at the call
    *,
    session: AsyncSession,
    passwords: Passwords,
    settings: AuthSettings,
    username: str,
    password: str,
    address: str,
    now: datetime,
) -> OpenedSession:
    """Open a session in the person's first appointment in force.

    Raises `SignInRefused` alike for an unknown user, a wrong password and a person without an
    appointment; `TooManyAttempts` counts per user name and address, so that a stranger cannot
    lock an official out (ASVS 5.0, 6.1.1).
    """
    failures = await repository.count_failures(
        session, username=username, address=address, since=now - settings.attempt_window
    )
    if failures >= settings.attempts_per_window:
        raise TooManyAttempts(int(settings.attempt_window.total_seconds()))
    account = await repository.find_account(session, username)
    usable = account is not None and account.disabled_at is None
    known = await passwords.verify(password, account.password_hash if account and usable else None)
    failure = SignInFailure(username=username[:100], address=address[:100], at=now)
    if account is None:
        raise SignInRefused(failure)
    refusal = make_entry(
        actor=None, act=Act.SESSION_REFUSE, subject=("person", account.person_id), now=now
    )
    lapsed = account.first_password_until is not None and account.first_password_until <= now
    if not known or lapsed:
        raise SignInRefused(failure, refusal)
    appointments = await repository.list_appointments(
        session, account.person_id, day=vietnam_day(now)
    )
    if not appointments:
        raise SignInRefused(failure, refusal)
    return await _open_session(
        session, settings, account.person_id, appointments[0][0], appointments[0][2], now
    )


async def _open_session(
    session: AsyncSession,
    settings: AuthSettings,
    person_id: UUID,
    appointment: Appointment,
    agency: Agency,
    now: datetime,
) -> OpenedSession:
    secret = secrets.token_urlsafe(32)
    row = SignInSession(
        secret_digest=_digest(secret),
        person_id=person_id,
        appointment_id=appointment.id,
        opened_at=now,
        last_seen_at=now,
        expires_at=now + settings.session_lifetime,
    )
    session.add(row)
    await session.flush()  # record_act reads nothing, but find_acting of the caller needs the row
    actor = await resolve_session(session=session, settings=settings, session_id=row.id, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.SESSION_OPEN,
        subject=("session", row.id),
        now=now,
        agency_id=agency.id,
    )
    return OpenedSession(row=row, secret=secret)


async def resolve_secret(
    *, session: AsyncSession, settings: AuthSettings, secret: str, now: datetime
) -> Actor:
    """Who acts, by the secret a browser holds. Raises `NotSignedIn`."""
    return await _resolve(session, settings, "secret_digest", _digest(secret), now)


async def resolve_token(
    *, session: AsyncSession, settings: AuthSettings, tokens: Tokens, token: str, now: datetime
) -> Actor:
    """Who acts, by an access token; its session must still be open. Raises `NotSignedIn`."""
    read = tokens.read(token, now=now)
    return await resolve_session(
        session=session, settings=settings, session_id=read.session_id, now=now
    )


async def resolve_session(
    *, session: AsyncSession, settings: AuthSettings, session_id: UUID, now: datetime
) -> Actor:
    return await _resolve(session, settings, "id", session_id, now)


async def _resolve(
    session: AsyncSession,
    settings: AuthSettings,
    key: repository.SessionKey,
    value: UUID | str,
    now: datetime,
) -> Actor:
    acting = await repository.find_acting(session, key, value, day=vietnam_day(now))
    if acting is None:
        raise NotSignedIn
    sign_in_row = acting[0]
    idle = now - sign_in_row.last_seen_at
    if sign_in_row.ended_at or sign_in_row.expires_at <= now or idle > settings.session_idle:
        raise NotSignedIn
    # Written at most once a minute, so that reading a page does not mean a write each time.
    if idle.total_seconds() > 60:  # noqa: PLR2004
        sign_in_row.last_seen_at = now
        session.add(sign_in_row)
    actor = make_actor(*acting)
    if actor.can(Permission.AUDIT):
        cases = await list_open_cases(session, actor.appointment_id, day=vietnam_day(now))
        actor = replace(actor, cases=frozenset(cases))
    return actor


async def switch_appointment(
    *, session: AsyncSession, actor: Actor, appointment_id: UUID, now: datetime
) -> None:
    """Act in another of one's own appointments from the next request on."""
    own = await repository.list_appointments(session, actor.person_id, day=vietnam_day(now))
    if appointment_id not in {appointment.id for appointment, _, _ in own}:
        raise AppointmentUnavailable
    row = await session.get_one(SignInSession, actor.session_id)
    row.appointment_id = appointment_id
    record_act(
        session,
        actor=actor,
        act=Act.SESSION_SWITCH,
        subject=("session", row.id),
        now=now,
        details={"appointment": str(appointment_id)},
    )


async def sign_out(*, session: AsyncSession, actor: Actor, now: datetime) -> None:
    """End the session everywhere at once; its tokens stop with it."""
    row = await session.get_one(SignInSession, actor.session_id)
    row.ended_at = now
    record_act(session, actor=actor, act=Act.SESSION_CLOSE, subject=("session", row.id), now=now)


async def get_agency(session: AsyncSession, agency_id: UUID) -> Agency:
    agency = await session.get(Agency, agency_id)
    if agency is None:
        raise AgencyMissing(agency_id)
    return agency


async def get_personal_credential(
    session: AsyncSession, *, appointment_id: UUID, now: datetime
) -> Credential:
    """The certificate the appointment signs with. Raises `CredentialMissing`."""
    holder = col(Credential.appointment_id) == appointment_id
    found = await repository.find_credential(session, holder, now=now)
    if found is None:
        raise CredentialMissing(appointment_id)
    return found


async def find_office_holder(
    session: AsyncSession, *, agency_id: UUID, office: str, now: datetime
) -> UUID | None:
    """The person who holds this office (a position in capitals), where exactly one does."""
    found = await repository.list_leaders(session, agency_id, day=vietnam_day(now))
    holders = {one.person_id for one in found if one.position.upper() == office}
    return holders.pop() if len(holders) == 1 else None


async def get_seal_credential(
    session: AsyncSession, *, agency_id: UUID, now: datetime
) -> Credential:
    """The certificate the agency seals with. Raises `CredentialMissing`."""
    holder = col(Credential.agency_id) == agency_id
    found = await repository.find_credential(session, holder, now=now)
    if found is None:
        raise CredentialMissing(agency_id)
    return found


async def find_seal_picture(
    session: AsyncSession, agency_id: UUID, *, day: date
) -> StampPicture | None:
    """The agency's seal as it counts on `day`; None: it has stored none."""
    holder = col(StampPicture.agency_id) == agency_id
    return await repository.find_picture(session, holder, day=day)


async def find_signature_picture(
    session: AsyncSession, person_id: UUID, *, day: date
) -> StampPicture | None:
    """The person's signature as it counts on `day`; None: none was stored."""
    holder = col(StampPicture.person_id) == person_id
    return await repository.find_picture(session, holder, day=day)


def _digest(secret: str) -> str:
    # The secret has 256 random bits: a plain digest cannot be guessed back.
    return hashlib.sha256(secret.encode()).hexdigest()
