"""Queries about the files beside a document (văn bản kèm theo)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Credential
from services.documents.models.document import Document, DocumentFile
from services.documents.models.incoming import Delivery, IncomingDocument
from services.documents.models.signing import FileVerdict
from services.documents.models.states import FileRole


def newest(files: Iterable[DocumentFile]) -> list[DocumentFile]:
    """Of a document's files its attachments as they stand now, in their order."""
    found: dict[str, DocumentFile] = {}
    for file in files:
        known = found.get(file.filename)
        if file.role is FileRole.ATTACHMENT and (known is None or known.revision < file.revision):
            found[file.filename] = file
    return sorted(found.values(), key=lambda file: file.position or 0)


async def list_attachments(session: AsyncSession, document_id: UUID) -> list[DocumentFile]:
    """As they stand now, in their order."""
    rows = await session.exec(
        select(DocumentFile).where(
            DocumentFile.document_id == document_id, DocumentFile.role == FileRole.ATTACHMENT
        )
    )
    return newest(rows.all())


async def find_document_of(session: AsyncSession, incoming: IncomingDocument) -> UUID | None:
    """The document an arrival is, where its sender is on this system."""
    if incoming.delivery_id is None:
        return None
    rows = await session.exec(
        select(Delivery.document_id).where(Delivery.id == incoming.delivery_id)
    )
    return rows.one()


async def list_verdicts(
    session: AsyncSession, digests: Iterable[str | None]
) -> dict[str, FileVerdict]:
    wanted = [digest for digest in digests if digest]
    rows = await session.exec(select(FileVerdict).where(col(FileVerdict.digest).in_(wanted)))
    return {row.digest: row for row in rows.all()}


async def list_seals_behind(session: AsyncSession, digest: str) -> frozenset[str] | None:
    """The fingerprints of the seal certificates of whoever attached these bytes; None: nobody."""
    rows = await session.exec(
        select(Document.agency_id, Credential.fingerprint)
        .join(DocumentFile, col(DocumentFile.document_id) == Document.id)
        .join(Credential, col(Credential.agency_id) == Document.agency_id, isouter=True)
        .where(DocumentFile.digest == digest, DocumentFile.role == FileRole.ATTACHMENT)
    )
    found: Sequence[tuple[UUID, str | None]] = rows.all()
    return frozenset(one for _, one in found if one) if found else None
