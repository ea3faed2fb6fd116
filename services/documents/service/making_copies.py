"""How the making of an electronic copy ends: made, or failed under its number."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.documents.models.copy import DocumentCopy
from services.documents.service.copying import subject_of
from storage.blobs.port import BlobInfo
from storage.outbox import publish


async def complete_copy(
    session: AsyncSession, *, copy: DocumentCopy, file: BlobInfo, page_count: int, now: datetime
) -> None:
    """Enter the signed file, and have it verified."""
    copy.mark_made(digest=file.digest, size=file.size, page_count=page_count, now=now)
    for subject in (("document_copy", copy.id), subject_of(copy)):
        record_act(
            session,
            actor=None,
            act=Act.COPY_COMPLETE,
            subject=subject,
            now=now,
            digest=file.digest,
            agency_id=copy.agency_id,
            details={"number": copy.number_and_symbol},
        )
    await publish(
        session, type="document.copy_made", subject=copy.id, now=now, data={"digest": file.digest}
    )


def fail_copy(session: AsyncSession, *, copy: DocumentCopy, problem: str, now: datetime) -> None:
    """End it without a copy; the number stays, and it can be tried again."""
    copy.mark_failed(problem)
    record_act(
        session,
        actor=None,
        act=Act.COPY_FAIL,
        subject=("document_copy", copy.id),
        now=now,
        agency_id=copy.agency_id,
        details={"problem": problem[:300]},
    )
