"""Keys that lie with their holders: which certificate is to sign, and what reaches its key."""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.errors import CredentialMissing
from auth.models import Credential
from auth.roles import Permission
from auth.service import get_personal_credential, get_seal_credential
from services.documents import access
from services.documents.errors import CertificateNotRegistered, FieldRefused
from services.documents.models.document import Document
from services.documents.models.states import DocumentState, SigningAgent, SigningPurpose
from services.documents.repository import sessions as rows
from services.documents.schemas.signing_session import SigningKeyRead, SigningSessionStart
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
    credential: Credential | None = None
    with suppress(CredentialMissing):
        if document.state is DocumentState.APPROVED and actor.can(Permission.SIGN):
            credential = await get_personal_credential(
                session, appointment_id=actor.appointment_id, now=now
            )
        elif document.state in _TO_SEAL and actor.can(Permission.ISSUE):
            credential = await get_seal_credential(session, agency_id=document.agency_id, now=now)
    return SigningKeyRead(
        place=credential.key_store if credential else None,
        agents=[SigningAgent(name) for name in settings.agents],
        sign_service_url=settings.sign_service_url,
    )


async def choose_credential(
    session: AsyncSession,
    actor: Actor,
    document: Document,
    purpose: SigningPurpose,
    wanted: SigningSessionStart,
    *,
    now: datetime,
) -> Credential:
    """The registered certificate that is to sign; what a token shows must be that one."""
    holder, condition = actor.appointment_id, col(Credential.appointment_id) == actor.appointment_id
    if purpose is SigningPurpose.NUMBER_AND_SEAL:
        holder, condition = document.agency_id, col(Credential.agency_id) == document.agency_id
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
