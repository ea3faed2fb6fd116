"""Signing the files beside a document as it is issued, and verifying them as they arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.documents.models.document import Document, DocumentFile
from services.documents.models.states import FileState
from services.documents.service.reading_attachments import seals_behind
from services.documents.verdicts import keep_verdict, require_seal_of, verdict_of
from services.worker import Job
from signing.models import AttachmentStamp


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAttachment:
    """`before` is the file as it was uploaded; the digest and size are the signed one's."""

    before: DocumentFile
    digest: str
    size: int


async def seal_attachments(
    job: Job, files: Sequence[DocumentFile], *, key_label: str, stamp: AttachmentStamp
) -> list[SealedAttachment]:
    """Sign each with the agency's key, outside any transaction; done again after a crash.

    Decree 30/2020, appendix I, part I, II.8b: an appendix in a file of its own is signed
    by the agency.
    """
    sealed = []
    for file in files:
        if file.digest is None:
            raise LookupError(f"attachment {file.id} has no PDF")
        pdf = await job.platform.blobs.get(file.digest)
        signed = await job.platform.signing.sign_attachment(
            pdf, key=key_label, stamp=stamp, now=job.now
        )
        stored = await job.platform.blobs.put(signed)
        sealed.append(SealedAttachment(before=file, digest=stored.digest, size=stored.size))
    return sealed


def enter_sealed(
    session: AsyncSession,
    document: Document,
    sealed: Sequence[SealedAttachment],
    *,
    now: datetime,
) -> None:
    """In the issuing job's one transaction: the signed file follows the uploaded one."""
    for one in sealed:
        facts = one.before.model_dump(include={"role", "position", "filename", "media_type"})
        session.add(
            DocumentFile(
                **facts,
                document_id=document.id,
                revision=one.before.revision + 1,
                pages=one.before.pages,
                digest=one.digest,
                size=one.size,
                state=FileState.READY,
                added_at=now,
            )
        )
        record_act(
            session,
            actor=None,
            act=Act.ATTACHMENT_SEAL,
            subject=("document", document.id),
            now=now,
            digest=one.digest,
            agency_id=document.agency_id,
            details={"filename": one.before.filename},
        )


async def verify_attachment(job: Job) -> None:
    """Examine a file that came with a document before anybody may accept it (Decision 28, 9.1)."""
    digest: str = job.event.data["digest"]
    async with job.platform.database.session() as session:
        seals = await seals_behind(session, digest)
    found = require_seal_of(await verdict_of(job, digest), seals, purpose="attachment")
    async with job.completing() as session:
        await keep_verdict(session, digest=digest, facts=found, now=job.now)
        record_act(
            session,
            actor=None,
            act=Act.ATTACHMENT_VERIFY,
            subject=("document", job.event.subject),
            now=job.now,
            digest=digest,
            details={"outcome": found["outcome"]},
        )
