"""The PDF of an uploaded Word file, made by a job."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.documents.conversion import convert_to_pdf
from services.documents.errors import FileRefused
from services.documents.models.document import Document, DocumentFile
from services.documents.models.states import FileState
from services.worker import GiveUp, Job

MARKED_SECRET = "state-secret"  # noqa: S105 - a mark, not a password


async def convert_upload(job: Job) -> None:
    """Make the PDF of an uploaded Word file; what is wrong with it is said on the document."""
    file_id = UUID(job.event.data["file_id"])
    docx = await job.platform.blobs.get(job.event.data["source"])
    try:
        pdf = await convert_to_pdf(docx)
        facts = await job.platform.signing.inspect(pdf)
    except FileRefused as error:
        raise GiveUp(error.code) from error
    if facts.secrecy_mark:
        raise GiveUp(MARKED_SECRET)
    stored = await job.platform.blobs.put(pdf)
    async with job.completing() as session:
        file, document = await _converting(session, file_id)
        file.digest, file.size, file.pages = stored.digest, stored.size, facts.pages
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


async def fail_conversion(job: Job, reason: str) -> None:
    async with job.platform.database.session() as session:
        file, document = await _converting(session, UUID(job.event.data["file_id"]))
        if file.state is FileState.CONVERTING:
            file.state = FileState.FAILED
            if reason.endswith(MARKED_SECRET):
                record_act(
                    session,
                    actor=None,
                    act=Act.SECRET_REFUSE,
                    subject=("document", document.id),
                    now=job.now,
                    agency_id=document.agency_id,
                )
            file.problem = reason.removeprefix("GiveUp: ")[:200]
            document.touch(now=job.now)
        await session.commit()


async def _converting(session: AsyncSession, file_id: UUID) -> tuple[DocumentFile, Document]:
    file = await session.get_one(DocumentFile, file_id)
    document = await session.get_one(Document, file.document_id, with_for_update=True)
    return file, document
