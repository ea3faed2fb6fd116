"""What follows from a signature that is made, wherever its key lies."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document
from services.documents.models.signing import Signing
from services.documents.models.states import SigningPurpose
from services.documents.service.issuing import complete_issue
from services.documents.service.signing import complete_signature
from storage.outbox import publish


async def lock_signing(session: AsyncSession, signing_id: UUID) -> tuple[Signing, Document]:
    signing = await session.get_one(Signing, signing_id, with_for_update=True)
    document = await session.get_one(Document, signing.document_id, with_for_update=True)
    return signing, document


async def finish_signature(
    session: AsyncSession,
    *,
    signing: Signing,
    document: Document,
    digest: str,
    size: int,
    now: datetime,
) -> None:
    """The signed file is the document's newest; its leader has signed it, or it goes out."""
    await complete_signature(
        session, signing=signing, document=document, digest=digest, size=size, now=now
    )
    if signing.purpose is not SigningPurpose.PERSON:
        await complete_issue(session, document=document, digest=digest, now=now)
        return
    document.mark_signed(now=now)
    # The clerk reads the verdict before sealing; the sealed file gets its own on arrival.
    await publish(
        session, type="document.signed", subject=document.id, now=now, data={"digest": digest}
    )
