"""The PDF of an uploaded Word file, made by a job."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.documents.conversion import convert_to_pdf
from services.documents.models.document import Document, DocumentFile
from services.documents.models.states import FileRole, FileState
from services.errors import FileRefused
from services.worker import Job
from signing.errors import UnreadablePdf
from signing.models import PdfFacts
from storage.blobs.errors import BlobCorrupt, BlobMissing
from storage.outbox import publish

_MARKED_SECRET = "state-secret"  # noqa: S105 - a mark, not a password
_FAILED = "conversion-failed"


@dataclass(frozen=True, slots=True)
class Converted:
    pdf: bytes
    facts: PdfFacts


async def convert_upload(job: Job) -> None:
    """Make the PDF of an uploaded Word file; what is wrong with it is said on the document."""
    try:
        made = await _convert(job)
    except FileRefused as error:
        await _fail(job, error.code)
        return
    if made.facts.secrecy_mark:
        await _refuse_secret(job, mark=made.facts.secrecy_mark)
        return
    if await _is_full(job, made.pdf):
        await _fail(job, "no-room")
        return
    stored = await job.platform.blobs.put(made.pdf)
    async with job.completing() as session:
        file, document = await _converting(session, job)
        file.digest, file.size, file.pages = stored.digest, stored.size, made.facts.pages
        file.state = FileState.READY
        document.touch(now=job.now)
        record_act(
            session,
            actor=None,
            act=Act.DRAFT_CONVERT,
            subject=("document", document.id),
            now=job.now,
            digest=stored.digest,
            agency_id=document.agency_id,
        )


async def _convert(job: Job) -> Converted:
    """Raises `FileRefused` for what another try cannot mend."""
    try:
        docx = await job.platform.blobs.get(job.event.data["source"])
        pdf = await convert_to_pdf(docx)
        return Converted(pdf, await job.platform.signing.inspect(pdf))
    except (BlobMissing, BlobCorrupt, UnreadablePdf) as error:
        raise FileRefused(str(error), code=_FAILED) from error


async def _is_full(job: Job, pdf: bytes) -> bool:
    """An attachment whose page one has no place for the agency's text."""
    async with job.platform.database.session() as session:
        file = await session.get_one(DocumentFile, UUID(job.event.data["file_id"]))
    if file.role is not FileRole.ATTACHMENT:
        return False
    return not await job.platform.signing.has_corner(pdf)


async def _fail(job: Job, problem: str) -> None:
    async with job.completing() as session:
        file, document = await _converting(session, job)
        _mark_failed(file, document, problem, job=job)


async def _refuse_secret(job: Job, *, mark: str) -> None:
    """Journal the attempt without its content, and have the stored Word file forgotten."""
    source = job.event.data["source"]
    async with job.completing() as session:
        file, document = await _converting(session, job)
        _mark_failed(file, document, _MARKED_SECRET, job=job)
        of_source = select(DocumentFile).where(
            DocumentFile.document_id == document.id,
            DocumentFile.role == FileRole.SOURCE,
            DocumentFile.digest == source,
        )
        for kept in (await session.exec(of_source)).all():
            kept.digest = None
            kept.state = FileState.FAILED
            kept.problem = _MARKED_SECRET
        record_act(
            session,
            actor=None,
            act=Act.SECRET_REFUSE,
            subject=("document", document.id),
            now=job.now,
            agency_id=document.agency_id,
            details={"mark": mark},
        )
        await publish(
            session,
            type="document.secret_found",
            subject=document.id,
            now=job.now,
            data={"digest": source},
        )


async def forget_secret(job: Job) -> None:
    """Delete what must not be kept; tried again until the store has done it."""
    await job.platform.blobs.delete(job.event.data["digest"])


async def fail_conversion(job: Job, _reason: str) -> None:
    """Say on the document that no PDF came of it, after every try failed."""
    async with job.platform.database.session() as session:
        file, document = await _converting(session, job)
        if file.state is FileState.CONVERTING:
            _mark_failed(file, document, _FAILED, job=job)
        await session.commit()


def _mark_failed(file: DocumentFile, document: Document, problem: str, *, job: Job) -> None:
    file.state = FileState.FAILED
    file.problem = problem
    document.touch(now=job.now)


async def _converting(session: AsyncSession, job: Job) -> tuple[DocumentFile, Document]:
    file = await session.get_one(DocumentFile, UUID(job.event.data["file_id"]))
    document = await session.get_one(Document, file.document_id, with_for_update=True)
    return file, document
