"""Where documents come from, and what they ask of their receivers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document
from services.documents.models.incoming import Delivery, Task
from services.documents.models.origin import DocumentOrigin, DocumentRequest


async def origin_of(session: AsyncSession, document: Document) -> dict[str, Any]:
    """What an event about the document says of where it comes from: nothing, or `origin`."""
    rows = await session.exec(
        select(DocumentOrigin).where(DocumentOrigin.document_id == document.id)
    )
    origin = rows.one_or_none()
    if origin is None:
        return {}
    return {
        "origin": {"kind": origin.kind, "subject_id": str(origin.subject_id)},
        "number": document.number_and_symbol,
    }


async def list_own_requests(session: AsyncSession, document_id: UUID) -> Sequence[DocumentRequest]:
    """All that the document asks, of whomever."""
    rows = await session.exec(
        select(DocumentRequest)
        .where(DocumentRequest.document_id == document_id)
        .order_by(col(DocumentRequest.position))
    )
    return rows.all()


async def list_request_tasks(session: AsyncSession, request_ids: Sequence[UUID]) -> Sequence[Task]:
    rows = await session.exec(
        select(Task).where(col(Task.request_id).in_(request_ids)).order_by(col(Task.id))
    )
    return rows.all()


async def list_requests(session: AsyncSession, delivery_id: UUID) -> Sequence[DocumentRequest]:
    """What the delivered document asks of its receiver."""
    rows = await session.exec(
        select(DocumentRequest)
        .join(Delivery, col(Delivery.document_id) == DocumentRequest.document_id)
        .where(Delivery.id == delivery_id, Delivery.agency_id == DocumentRequest.agency_id)
        .order_by(col(DocumentRequest.position))
    )
    return rows.all()
