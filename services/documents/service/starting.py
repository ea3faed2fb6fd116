"""Beginning a signing session: on a document, or on a copy that waits for the agency's key."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.models import Credential
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused, SigningUnderWay
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.signing_session import SigningSession
from services.documents.models.states import (
    CopyState,
    SigningAgent,
    SigningPurpose,
)
from services.documents.schemas.signing_session import SigningSessionRead, SigningSessionStart
from services.documents.service.client_keys import choose_credential
from services.documents.service.copying import access_own_copy
from services.documents.service.ending import expire_overdue
from services.documents.service.issuing import access_issuable, give_number
from services.documents.service.sessions import (
    GRACE,
    Opened,
    lifetime_of,
    publish_expiry,
    publish_step,
    read_session,
    version_of,
)
from services.documents.service.signing import access_signable, keep_place, start_signing
from services.documents.service.signing_plans import new_steps, next_purpose, plan_steps
from services.settings import ServiceSettings


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
    """Begin the leader's signature, or number, seal and attachments, with a key of the actor's."""
    document = await _access(session, actor, document_id, expected_version)
    opened = await _open(session, actor, document, wanted, settings=settings, now=now)
    if opened.signing.purpose is SigningPurpose.NUMBER_AND_SEAL:
        await give_number(session, actor, document, now=now)
    opened.row.document_version = document.version
    return read_session(opened)


async def start_copy_session(
    *,
    session: AsyncSession,
    actor: Actor,
    copy_id: UUID,
    wanted: SigningSessionStart,
    settings: ServiceSettings,
    now: datetime,
) -> SigningSessionRead:
    """Begin the signature of a copy with the agency's key at its clerk's machine."""
    copy = await access_own_copy(session, actor, copy_id)
    await expire_overdue(session, copy.id, now=now)
    if copy.state is CopyState.STARTED:
        raise SigningUnderWay
    if copy.state is CopyState.MADE:
        raise MoveRefused("document_copy", copy.state, CopyState.STARTED)
    opened = await _open(session, actor, copy, wanted, settings=settings, now=now)
    return read_session(opened)


async def _access(
    session: AsyncSession, actor: Actor, document_id: UUID, expected_version: int | None
) -> Document:
    """The document, locked, if the actor is to make its next signature."""
    seen = await access.access_document(session, actor, document_id)
    if seen.next_signer is not None:
        return await access_signable(session, actor, document_id, expected_version)
    return await access_issuable(session, actor, document_id, expected_version)


async def _open(
    session: AsyncSession,
    actor: Actor,
    subject: Document | DocumentCopy,
    wanted: SigningSessionStart,
    *,
    settings: ServiceSettings,
    now: datetime,
) -> Opened:
    purpose = next_purpose(subject)
    await expire_overdue(session, subject.id, now=now)
    _require_used(wanted.agent, settings)
    credential = await choose_credential(session, actor, subject, purpose, wanted, now=now)
    plan = await plan_steps(session, subject, purpose)
    signing = await start_signing(
        session, actor=actor, subject=subject, credential=credential, purpose=purpose, now=now
    )
    if isinstance(subject, Document):
        keep_place(subject, signing, wanted.place)
    row = _new_row(actor, signing, credential, wanted, settings, now=now)
    row.document_version, row.file_digest = version_of(subject), plan[0].digest
    await session.flush()  # the session's row refers to the signature's
    session.add(row)
    await session.flush()  # and its steps' to it
    opened = Opened(row, signing, new_steps(signing.id, plan))
    session.add_all(opened.steps)
    await publish_step(session, row, signing, now=now)
    await publish_expiry(session, row, delay=row.expires_at - now + GRACE, now=now)
    return opened


def _require_used(agent: SigningAgent, settings: ServiceSettings) -> None:
    used = {*settings.agents, *({SigningAgent.BY_HAND} if settings.agents else ())}
    if agent not in used:
        raise FieldRefused("agent", "not used by this office")


def _new_row(
    actor: Actor,
    signing: Signing,
    credential: Credential,
    wanted: SigningSessionStart,
    settings: ServiceSettings,
    *,
    now: datetime,
) -> SigningSession:
    return SigningSession(
        signing_id=signing.id,
        person_id=actor.person_id,
        agent=wanted.agent,
        origin=settings.origin,
        certificate=wanted.certificate,
        fingerprint=credential.fingerprint,
        algorithms=wanted.algorithms,
        file_digest="",
        expires_at=now + lifetime_of(wanted.agent, settings),
    )
