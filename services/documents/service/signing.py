"""An official's signature: start -> job -> complete or abort (no key is used in a transaction)."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.behalf import read_authority
from auth.errors import NotAllowed
from auth.models import Credential, KeyStoreName
from auth.roles import Permission
from auth.service import find_office_holder, get_personal_credential
from services.documents import access
from services.documents.errors import FieldRefused, KeyElsewhere, MoveRefused, SigningUnderWay
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document, DocumentFile
from services.documents.models.signing import Signing
from services.documents.models.states import (
    DocumentState,
    FileRole,
    FileState,
    SigningPurpose,
)
from services.documents.repository.documents import find_main_file, is_signing, next_revision
from services.documents.schemas.document import SigningStarted
from services.documents.schemas.place import PlaceChoice
from services.documents.schemas.shared import SigningRead
from services.documents.service.signing_plans import next_purpose
from storage.outbox import publish


async def start_personal_signature(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    expected_version: int | None,
    place: PlaceChoice | None = None,
    now: datetime,
) -> SigningStarted:
    """Begin the signature of the leader, or of the secretary before; a job makes it."""
    document = await access_signable(session, actor, document_id, expected_version)
    credential = await get_personal_credential(
        session, appointment_id=actor.appointment_id, now=now
    )
    require_key_here(credential)
    signing = await start_signing(
        session,
        actor=actor,
        subject=document,
        credential=credential,
        purpose=next_purpose(document),
        now=now,
    )
    keep_place(document, signing, place)
    await publish_signing(session, signing, now=now)
    return started(document, signing)


async def access_signable(
    session: AsyncSession, actor: Actor, document_id: UUID, expected_version: int | None
) -> Document:
    """A document that the actor is to sign now, as its leader or its secretary, locked."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    if document.secretary_appointment_id != actor.appointment_id:
        actor.require(Permission.SIGN)
        if document.signer_appointment_id != actor.appointment_id:
            raise NotAllowed("sign")
    access.check_version(document, expected_version)
    if document.next_signer != actor.appointment_id:
        raise MoveRefused("document", document.state, DocumentState.SIGNED)
    return document


def keep_place(document: Document, signing: Signing, place: PlaceChoice | None) -> None:
    """The place chosen by hand; all of them are settled with the first signature."""
    if place and document.state is not DocumentState.APPROVED:
        raise FieldRefused("place", "was settled with the first signature")
    signing.place = place.model_dump() if place else None


def require_key_here(credential: Credential) -> None:
    """Raise `KeyElsewhere` where only the key's holder can sign."""
    if credential.key_store is KeyStoreName.CLIENT:
        raise KeyElsewhere(KeyStoreName.CLIENT)


async def start_signing(
    session: AsyncSession,
    *,
    actor: Actor,
    subject: Document | DocumentCopy,
    credential: Credential,
    purpose: SigningPurpose,
    now: datetime,
) -> Signing:
    """Enter a signature as under way; at most one a subject (unique indexes on the table)."""
    if await is_signing(session, subject.id):
        raise SigningUnderWay
    signing = Signing(
        document_id=subject.id if isinstance(subject, Document) else None,
        copy_id=subject.id if isinstance(subject, DocumentCopy) else None,
        purpose=purpose,
        appointment_id=actor.appointment_id,
        credential_id=credential.id,
        started_at=now,
    )
    session.add(signing)
    if isinstance(subject, Document):
        subject.touch(now=now)
    else:
        subject.mark_restarted(credential.id)
    record_act(
        session,
        actor=actor,
        act=Act.SIGNATURE_START,
        subject=signing.subject,
        now=now,
        details=_key_used(purpose, credential, actor),
        on_behalf_of=await _signed_for(session, purpose, actor, now=now),
    )
    return signing


def _key_used(purpose: SigningPurpose, credential: Credential, actor: Actor) -> dict[str, str]:
    """Which key signs: its certificate, where it lies, and the authority that is printed."""
    used = {
        "purpose": purpose.value,
        "certificate": credential.serial,
        "store": credential.key_store.value,
    }
    if purpose is SigningPurpose.PERSON and actor.authority:
        used["authority"] = actor.authority
    return used


async def _signed_for(
    session: AsyncSession, purpose: SigningPurpose, actor: Actor, *, now: datetime
) -> UUID | None:
    """Who holds the office whose signature this one replaces (KT., TL., TUQ.)."""
    authority = read_authority(actor.authority)
    if purpose is not SigningPurpose.PERSON or authority is None or authority.office is None:
        return None
    return await find_office_holder(
        session, agency_id=actor.agency_id, office=authority.office, now=now
    )


async def publish_signing(session: AsyncSession, signing: Signing, *, now: datetime) -> None:
    """Let a job make the signature, with a key that this system reaches."""
    await publish(
        session,
        type="document.signing_started",
        subject=signing.subject[1],
        now=now,
        data={"signing_id": str(signing.id)},
    )


def started(document: Document, signing: Signing) -> SigningStarted:
    return SigningStarted(
        **document.model_dump(include={"id", "state", "version", "number", "issued_on"}),
        number_and_symbol=document.number_and_symbol,
        signing=SigningRead(**signing.model_dump(), agent=None),
    )


async def complete_signature(
    session: AsyncSession,
    *,
    signing: Signing,
    document: Document,
    digest: str,
    size: int,
    now: datetime,
) -> None:
    """Enter the signed PDF as the document's newest file and end the signature."""
    before = await find_main_file(session, document.id)
    if before is None:
        raise LookupError(f"document {document.id} has lost its file")
    session.add(
        DocumentFile(
            document_id=document.id,
            role=FileRole.MAIN,
            filename=before.filename,
            media_type=before.media_type,
            digest=digest,
            size=size,
            pages=before.pages,
            revision=await next_revision(session, document.id, FileRole.MAIN),
            state=FileState.READY,
            added_at=now,
        )
    )
    signing.mark_completed(now=now)
    record_act(
        session,
        actor=None,
        act=Act.SIGNATURE_COMPLETE,
        subject=("document", document.id),
        now=now,
        digest=digest,
        agency_id=document.agency_id,
        details={"purpose": signing.purpose, "by": str(signing.appointment_id)},
    )
