"""The files beside a document as its agency and its receivers read them."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document, DocumentFile
from services.documents.models.incoming import IncomingDocument
from services.documents.repository import attachments as rows
from services.documents.schemas.shared import AttachmentRead
from services.documents.service.attaching import pick

VALID = "valid"
SEALED = 2


async def read_attachments(
    session: AsyncSession, files: Sequence[DocumentFile]
) -> list[AttachmentRead]:
    """Each with the newest verdict on its signature."""
    present = rows.newest(files)
    verdicts = await rows.list_verdicts(session, [file.digest for file in present])
    return [
        AttachmentRead(
            number=number,
            is_sealed=file.revision >= SEALED,
            verdict=found.verdict if (found := verdicts.get(file.digest or "")) else None,
            **file.model_dump(
                include={"filename", "digest", "size", "pages", "state", "problem", "added_at"}
            ),
        )
        for number, file in enumerate(present, start=1)
    ]


async def read_arrived(session: AsyncSession, incoming: IncomingDocument) -> list[AttachmentRead]:
    """What came with a document that arrived."""
    return await read_attachments(session, await _arrived(session, incoming))


async def worst_outcome(session: AsyncSession, incoming: IncomingDocument) -> str | None:
    """`valid` when every file that came with it is; None while one is not verified yet."""
    files = await read_arrived(session, incoming)
    outcomes = [file.verdict["outcome"] if file.verdict else None for file in files]
    return next((one for one in outcomes if one != VALID), VALID)


async def attachment_of(session: AsyncSession, document: Document, number: int) -> DocumentFile:
    """Raises `FileAbsent`."""
    return pick(await rows.list_attachments(session, document.id), number)


async def arrived_attachment(
    session: AsyncSession, incoming: IncomingDocument, number: int
) -> DocumentFile:
    """Raises `FileAbsent`."""
    return pick(await _arrived(session, incoming), number)


async def seals_behind(session: AsyncSession, digest: str) -> frozenset[str] | None:
    """The fingerprints of the seals of the agency that attached these bytes; None: nobody did."""
    return await rows.list_seals_behind(session, digest)


async def _arrived(session: AsyncSession, incoming: IncomingDocument) -> list[DocumentFile]:
    document_id = await rows.find_document_of(session, incoming)
    return await rows.list_attachments(session, document_id) if document_id else []
