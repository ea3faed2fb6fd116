"""What follows from a signature that is made, wherever its key lies."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.states import SigningPurpose
from services.documents.service.issuing import complete_issue
from services.documents.service.making_copies import complete_copy
from services.documents.service.signing import complete_signature
from storage.blobs.port import BlobInfo
from storage.outbox import publish


async def lock_signing(session: AsyncSession, signing_id: UUID) -> tuple[Signing, Document]:
    signing = await session.get_one(Signing, signing_id, with_for_update=True)
    document = await session.get_one(Document, signing.document_id, with_for_update=True)
    return signing, document


async def finish_copy(
    session: AsyncSession,
    *,
    signing: Signing,
    copy: DocumentCopy,
    file: BlobInfo,
    page_count: int,
    now: datetime,
) -> None:
    """The signed file is the copy."""
    signing.mark_completed(now=now)
    record_act(
        session,
        actor=None,
        act=Act.SIGNATURE_COMPLETE,
        subject=signing.subject,
        now=now,
        digest=file.digest,
        agency_id=copy.agency_id,
        details={"purpose": signing.purpose, "by": str(signing.appointment_id)},
    )
    await complete_copy(session, copy=copy, file=file, page_count=page_count, now=now)


async def finish_signature(
    session: AsyncSession,
    *,
    signing: Signing,
    document: Document,
    digest: str,
    size: int,
    now: datetime,
) -> None:
    """The signed file is the document's newest; an official has signed it, or it goes out."""
    await complete_signature(
        session, signing=signing, document=document, digest=digest, size=size, now=now
    )
    if not signing.purpose.is_personal:
        await complete_issue(session, document=document, digest=digest, now=now)
        return
    if signing.purpose is SigningPurpose.SECRETARY:
        document.mark_signed_by_secretary(now=now)
    else:
        document.mark_signed(now=now)
    # Who signs or seals next reads the verdict; the sealed file gets its own on arrival.
    await publish(
        session, type="document.signed", subject=document.id, now=now, data={"digest": digest}
    )
