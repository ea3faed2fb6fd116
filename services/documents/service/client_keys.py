"""Keys that lie with their holders: which certificate is to sign, and what reaches its key."""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import CredentialMissing
from auth.models import Credential, KeyStoreName
from auth.roles import Permission
from auth.service import get_personal_credential, get_seal_credential
from services.documents import access
from services.documents.errors import CertificateNotRegistered, FieldRefused
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document
from services.documents.models.states import (
    CopyState,
    DocumentState,
    SigningAgent,
    SigningPurpose,
)
from services.documents.repository import sessions as rows
from services.documents.schemas.signing_session import (
    SigningKeyRead,
    SigningSessionStart,
    SigningStepRead,
)
from services.documents.service.signing_plans import next_purpose, plan_steps
from services.settings import ServiceSettings

_TO_SEAL = (DocumentState.SIGNED, DocumentState.NUMBERED)


async def read_signing_key(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    settings: ServiceSettings,
    now: datetime,
) -> SigningKeyRead:
    """Where the key lies that would make the document's next signature."""
    document = await access.access_document(session, actor, document_id)
    place: KeyStoreName | None = None
    if document.next_signer == actor.appointment_id:
        with suppress(CredentialMissing):
            credential = await get_personal_credential(
                session, appointment_id=actor.appointment_id, now=now
            )
            place = credential.key_store
    elif document.state in _TO_SEAL and actor.can(Permission.ISSUE):
        place = await find_seal_place(session, document.agency_id, now=now)
    return await _read(session, document, place, settings)


async def read_copy_key(
    *,
    session: AsyncSession,
    actor: Actor,
    copy_id: UUID,
    settings: ServiceSettings,
    now: datetime,
) -> SigningKeyRead:
    """Where the key lies that would sign the copy, if it is still to be signed."""
    copy = await access.access_copy(session, actor, copy_id)
    place: KeyStoreName | None = None
    if may_sign_copy(copy, actor):
        place = await find_seal_place(session, copy.agency_id, now=now)
    return await _read(session, copy, place, settings)


def may_sign_copy(copy: DocumentCopy, actor: Actor) -> bool:
    """A successor cannot sign for an agency that ended."""
    unsigned = copy.state in {CopyState.WAITING, CopyState.FAILED}
    return unsigned and actor.can(Permission.COPY) and copy.agency_id == actor.agency_id


async def find_seal_place(
    session: AsyncSession, agency_id: UUID, *, now: datetime
) -> KeyStoreName | None:
    """Where the key of an agency's seal lies; None: it has no certificate in force."""
    with suppress(CredentialMissing):
        return (await get_seal_credential(session, agency_id=agency_id, now=now)).key_store
    return None


async def _read(
    session: AsyncSession,
    subject: Document | DocumentCopy,
    place: KeyStoreName | None,
    settings: ServiceSettings,
) -> SigningKeyRead:
    plan = await plan_steps(session, subject, next_purpose(subject)) if place else []
    return SigningKeyRead(
        place=place,
        steps=[
            SigningStepRead(purpose=one.purpose, filename=one.filename, is_signed=False)
            for one in plan
        ],
        agents=[SigningAgent(name) for name in settings.agents],
        sign_service_url=settings.sign_service_url,
    )


async def choose_credential(
    session: AsyncSession,
    actor: Actor,
    subject: Document | DocumentCopy,
    purpose: SigningPurpose,
    wanted: SigningSessionStart,
    *,
    now: datetime,
) -> Credential:
    """The registered certificate that is to sign; what a token shows must be that one."""
    holder, condition = actor.appointment_id, col(Credential.appointment_id) == actor.appointment_id
    if not purpose.is_personal:
        holder, condition = subject.agency_id, col(Credential.agency_id) == subject.agency_id
    known = await rows.list_client_credentials(session, condition, now=now)
    if not known:
        raise CredentialMissing(holder)
    if wanted.agent is not SigningAgent.WEB_EID:
        return known[0]
    if not wanted.certificate:
        raise FieldRefused("certificate", "cannot be empty")
    shown = sha256(wanted.certificate).hexdigest()
    for credential in known:
        if credential.fingerprint == shown:
            return credential
    raise CertificateNotRegistered("the token holds another certificate than the registered one")
