"""Queries about work files."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document
from services.documents.models.incoming import IncomingDocument
from services.documents.models.states import Medium
from services.documents.models.work_file import WorkFile, WorkFileItem, WorkFileStep


async def list_work_files(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[tuple[WorkFile, int, int]]:
    """Newest first: the file, how many documents it holds, how much of it is on paper."""
    documents = (
        select(func.count())
        .where(col(WorkFileItem.work_file_id) == WorkFile.id)
        .correlate(WorkFile)
        .scalar_subquery()
    )
    query = (
        select(WorkFile, documents, _paper_count())
        .where(*conditions)
        .order_by(col(WorkFile.opened_at).desc(), col(WorkFile.id).desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(col(WorkFile.opened_at), col(WorkFile.id)) < tuple_(*after))
    return (await session.exec(query)).all()


def _paper_count() -> ColumnElement[int]:
    items = (
        select(func.count())
        .where(col(WorkFileItem.work_file_id) == WorkFile.id, WorkFileItem.medium == Medium.PAPER)
        .correlate(WorkFile)
        .scalar_subquery()
    )
    steps = (
        select(func.count())
        .where(col(WorkFileStep.work_file_id) == WorkFile.id, WorkFileStep.medium == Medium.PAPER)
        .correlate(WorkFile)
        .scalar_subquery()
    )
    return items + steps


async def list_items(
    session: AsyncSession, work_file_id: UUID
) -> Sequence[tuple[WorkFileItem, Document | None, IncomingDocument | None]]:
    rows = await session.exec(
        select(WorkFileItem, Document, IncomingDocument)
        .join(Document, col(Document.id) == WorkFileItem.document_id, isouter=True)
        .join(IncomingDocument, col(IncomingDocument.id) == WorkFileItem.incoming_id, isouter=True)
        .where(WorkFileItem.work_file_id == work_file_id)
        .order_by(col(WorkFileItem.id))
    )
    return rows.all()


async def list_steps(session: AsyncSession, work_file_id: UUID) -> Sequence[WorkFileStep]:
    rows = await session.exec(
        select(WorkFileStep)
        .where(WorkFileStep.work_file_id == work_file_id)
        .order_by(col(WorkFileStep.done_on), col(WorkFileStep.id))
    )
    return rows.all()
