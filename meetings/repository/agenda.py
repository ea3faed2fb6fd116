"""Queries about the agenda and its documents."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.agenda import AgendaDocument, AgendaItem


async def list_items(session: AsyncSession, meeting_id: UUID) -> Sequence[AgendaItem]:
    rows = await session.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(col(AgendaItem.position))
    )
    return rows.all()


async def list_documents(session: AsyncSession, meeting_id: UUID) -> Sequence[AgendaDocument]:
    rows = await session.exec(
        select(AgendaDocument)
        .where(AgendaDocument.meeting_id == meeting_id)
        .order_by(col(AgendaDocument.id))
    )
    return rows.all()
