"""Queries about batches of signatures."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document, DocumentFile
from services.documents.models.signing import Signing
from services.documents.models.signing_batch import SigningBatchItem
from services.documents.models.states import FileRole, FileState, SigningState
from services.documents.repository.documents import signs_next


def waits_for(appointment_id: UUID) -> ColumnElement[bool]:
    """For this official to sign, and not being signed."""
    under_way = exists().where(
        col(Signing.document_id) == col(Document.id), col(Signing.state) == SigningState.STARTED
    )
    return signs_next(appointment_id) & ~under_way


async def count_waiting(session: AsyncSession, appointment_id: UUID) -> int:
    query = select(func.count()).select_from(Document).where(waits_for(appointment_id))
    return (await session.exec(query)).one()


async def list_waiting(
    session: AsyncSession, appointment_id: UUID, *, limit: int
) -> Sequence[Document]:
    """The one that has waited longest first."""
    rows = await session.exec(
        select(Document)
        .where(waits_for(appointment_id))
        .order_by(col(Document.changed_at), col(Document.id))
        .limit(limit)
    )
    return rows.all()


async def count_pages(
    session: AsyncSession, document_ids: Iterable[UUID]
) -> dict[UUID, int | None]:
    """Pages of the newest PDF of each."""
    rows = await session.exec(
        select(DocumentFile.document_id, DocumentFile.pages)
        .where(
            col(DocumentFile.document_id).in_(list(document_ids)),
            DocumentFile.role == FileRole.MAIN,
            DocumentFile.state == FileState.READY,
        )
        .order_by(col(DocumentFile.revision))
    )
    return dict(rows.all())  # of several the newest, which comes last


async def count_attachments(session: AsyncSession, document_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = await session.exec(
        select(DocumentFile.document_id, func.count(func.distinct(DocumentFile.filename)))
        .where(
            col(DocumentFile.document_id).in_(list(document_ids)),
            DocumentFile.role == FileRole.ATTACHMENT,
        )
        .group_by(col(DocumentFile.document_id))
    )
    return dict(rows.all())


async def list_items(
    session: AsyncSession, batch_id: UUID, visible: ColumnElement[bool]
) -> Sequence[tuple[SigningBatchItem, Signing | None, Document | None]]:
    """As confirmed, each with its signature and, where `visible` holds, its document."""
    rows = await session.exec(
        select(SigningBatchItem, Signing, Document)
        .join(Signing, col(Signing.id) == SigningBatchItem.signing_id, isouter=True)
        .join(Document, (col(Document.id) == SigningBatchItem.document_id) & visible, isouter=True)
        .where(SigningBatchItem.batch_id == batch_id)
        .order_by(col(SigningBatchItem.position))
    )
    return rows.all()
