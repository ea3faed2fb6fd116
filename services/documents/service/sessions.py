"""Signing sessions: signatures whose key lies with its holder, on the official's own machine.

start -> a job prepares -> the holder's program answers once -> a job completes; abort or expire.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from services.documents import access
from services.documents.errors import (
    FieldRefused,
    FileAbsent,
    NotVisible,
    OriginRefused,
    SigningSessionOver,
    SigningUnderWay,
)
from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.signing_session import SigningSession
from services.documents.models.states import (
    DocumentState,
    SessionStage,
    SigningAgent,
    SigningPurpose,
    SigningState,
)
from services.documents.repository import sessions as rows
from services.documents.repository.attachments import list_attachments
from services.documents.repository.documents import find_main_file
from services.documents.schemas.signing_session import (
    SigningSessionRead,
    SigningSessionStart,
)
from services.documents.service.client_keys import choose_credential
from services.documents.service.issuing import access_issuable, give_number
from services.documents.service.signing import abort_signature, access_signable, start_signing
from services.settings import ServiceSettings
from signing.mechanisms import MECHANISMS
from storage.outbox import publish

#: Number and date, then the seal: two signatures, one after the other.
STEPS = {SigningPurpose.PERSON: 1, SigningPurpose.NUMBER_AND_SEAL: 2}
GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session and its signature, locked."""

    row: SigningSession
    signing: Signing


def require_origin(origin: str | None, settings: ServiceSettings) -> None:
    """Only our own pages may speak to a person's key (RFC 6454)."""
    if (origin or "").lower() != settings.origin:
        raise OriginRefused(origin or "")


def lifetime_of(agent: SigningAgent, settings: ServiceSettings) -> timedelta:
    if agent is SigningAgent.BY_HAND:
        return settings.signing_file_lifetime
    return settings.signing_session_lifetime


async def start_session(  # noqa: PLR0913 - what a session is bound to, each named at the call
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    wanted: SigningSessionStart,
    expected_version: int | None,
    settings: ServiceSettings,
    now: datetime,
) -> SigningSessionRead:
    """Begin the leader's signature, or number and seal, with a key of the actor's own."""
    document, purpose = await _access(session, actor, document_id, expected_version)
    await expire_overdue(session, document_id, now=now)
    used = {*settings.agents, *({SigningAgent.BY_HAND} if settings.agents else ())}
    if wanted.agent not in used:
        raise FieldRefused("agent", "not used by this office")
    credential = await choose_credential(session, actor, document, purpose, wanted, now=now)
    main = await find_main_file(session, document.id)
    if main is None or main.digest is None:
        raise FileAbsent("there is no file here yet")
    signing = await start_signing(
        session,
        actor=actor,
        document=document,
        credential=credential,
        purpose=purpose,
        now=now,
    )
    signing.place = wanted.place.model_dump() if wanted.place else None
    lifetime = lifetime_of(wanted.agent, settings)
    row = SigningSession(
        signing_id=signing.id,
        person_id=actor.person_id,
        agent=wanted.agent,
        origin=settings.origin,
        certificate=wanted.certificate,
        fingerprint=credential.fingerprint,
        algorithms=wanted.algorithms,
        document_version=document.version,
        base_digest=main.digest,
        steps=STEPS[purpose],
        file_digest=main.digest,
        expires_at=now + lifetime,
    )
    await session.flush()  # the session's row refers to the signature's
    session.add(row)
    await publish_step(session, row, signing, now=now)
    await publish_expiry(session, row, delay=lifetime + GRACE, now=now)
    if purpose is SigningPurpose.NUMBER_AND_SEAL:
        await give_number(session, actor, document, now=now)
    row.document_version = document.version
    return read_session(Opened(row, signing))


async def _access(
    session: AsyncSession, actor: Actor, document_id: UUID, expected_version: int | None
) -> tuple[Document, SigningPurpose]:
    """What is to be signed next on the document, if the actor is to sign it."""
    seen = await access.access_document(session, actor, document_id)
    if seen.state is DocumentState.APPROVED:
        document = await access_signable(session, actor, document_id, expected_version)
        return document, SigningPurpose.PERSON
    document = await access_issuable(session, actor, document_id, expected_version)
    if await list_attachments(session, document.id):
        # A session has two steps, number and seal; each file beside would need one of its own.
        raise FieldRefused("attachments", "need the agency's key on the server")
    return document, SigningPurpose.NUMBER_AND_SEAL


async def publish_step(
    session: AsyncSession, row: SigningSession, signing: Signing, *, now: datetime
) -> None:
    """It is our turn: a job prepares or completes this step."""
    await publish(
        session,
        type="document.signing_step_due",
        subject=signing.document_id,
        now=now,
        data={"signing_id": str(signing.id), "step": row.step, "stage": row.stage},
    )


async def publish_expiry(
    session: AsyncSession, row: SigningSession, *, delay: timedelta, now: datetime
) -> None:
    await publish(
        session,
        type="document.signing_session_opened",
        subject=row.signing_id,
        now=now,
        delay=delay,
    )


async def access_session(
    session: AsyncSession, actor: Actor, signing_id: UUID, *, for_change: bool = False
) -> Opened:
    """The actor's own session, in the appointment it was begun in; to others it is not there."""
    condition = (
        (col(Signing.id) == signing_id)
        & (col(SigningSession.person_id) == actor.person_id)
        & (col(Signing.appointment_id) == actor.appointment_id)
    )
    found = await rows.find_session(session, condition, for_change=for_change)
    if found is None:
        raise NotVisible("signing_session", signing_id)
    return Opened(*found)


def require_open(opened: Opened, *, now: datetime) -> None:
    """Raise `SigningSessionOver` where nothing more may come from the holder."""
    if opened.signing.state is not SigningState.STARTED:
        raise SigningSessionOver(opened.signing.state)
    if opened.row.expires_at <= now and opened.row.stage is not SessionStage.COMPLETING:
        raise SigningSessionOver(SigningState.EXPIRED)


def read_session(opened: Opened) -> SigningSessionRead:
    row, signing = opened.row, opened.signing
    waiting = row.stage is SessionStage.WAITING and row.to_sign is not None
    mechanism = MECHANISMS.get(row.algorithm or "")
    return SigningSessionRead(
        **signing.model_dump(include={"id", "document_id", "purpose", "state", "problem"}),
        **row.model_dump(
            include={"agent", "stage", "step", "steps", "expires_at", "document_version"}
        ),
        to_sign=b64encode(row.to_sign or b"").decode() if waiting else None,
        hash_function=mechanism.digest.replace("sha", "SHA-") if waiting and mechanism else None,
    )


async def is_of_current_file(session: AsyncSession, opened: Opened) -> bool:
    """Whether the document's file is still the one the session began with."""
    main = await find_main_file(session, opened.signing.document_id)
    return main is not None and main.digest == opened.row.base_digest


async def abort_session(
    *, session: AsyncSession, actor: Actor, signing_id: UUID, problem: str, now: datetime
) -> SigningSessionRead:
    """The holder gave it up, or their program failed; the document can be signed again."""
    opened = await access_session(session, actor, signing_id, for_change=True)
    require_open(opened, now=now)
    if opened.row.stage is SessionStage.COMPLETING:
        raise SigningUnderWay
    document = await session.get_one(Document, opened.signing.document_id, with_for_update=True)
    await abort_signature(
        session, signing=opened.signing, document=document, problem=problem, now=now
    )
    opened.row.mark_ended(version=document.version)
    return read_session(opened)


async def expire_overdue(session: AsyncSession, document_id: UUID, *, now: datetime) -> None:
    """End the document's session that its holder let run out, if there is one."""
    found = await rows.find_session_of_document(session, document_id)
    if found is not None:
        await expire_session(session, Opened(*found), now=now)


async def expire_session(session: AsyncSession, opened: Opened, *, now: datetime) -> None:
    row, signing = opened.row, opened.signing
    if signing.state is not SigningState.STARTED or row.stage is SessionStage.COMPLETING:
        return  # what the holder has answered ends by its job
    if row.expires_at > now:
        await publish_expiry(session, row, delay=row.expires_at - now + GRACE, now=now)
        return
    document = await session.get_one(Document, signing.document_id, with_for_update=True)
    signing.mark_expired(now=now)
    document.touch(now=now)
    row.mark_ended(version=document.version)
    record_act(
        session,
        actor=None,
        act=Act.SIGNATURE_EXPIRE,
        subject=("document", document.id),
        now=now,
        agency_id=document.agency_id,
        details={"purpose": signing.purpose, "by": str(signing.appointment_id)},
    )
