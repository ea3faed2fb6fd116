"""Queries about electronic copies."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.copy import DocumentCopy


async def list_copies(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[DocumentCopy]:
    """Newest first."""
    query = (
        select(DocumentCopy)
        .where(*conditions)
        .order_by(col(DocumentCopy.started_at).desc(), col(DocumentCopy.id).desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(
            tuple_(col(DocumentCopy.started_at), col(DocumentCopy.id)) < tuple_(*after)
        )
    return (await session.exec(query)).all()
