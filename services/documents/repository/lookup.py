"""Queries about look-up codes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from services.documents.models.document import Document
from services.documents.models.lookup import DocumentCode
from services.documents.models.states import DocumentState


async def keep_code(session: AsyncSession, document_id: UUID, code: str, *, now: datetime) -> str:
    """The document's code: this one, unless it has one already."""
    await session.exec(
        insert(DocumentCode)
        .values(document_id=document_id, code=code, made_at=now)
        .on_conflict_do_nothing(index_elements=["document_id"])
    )
    found = await session.exec(
        select(DocumentCode.code).where(DocumentCode.document_id == document_id)
    )
    return found.one()


async def find_issued(session: AsyncSession, code: str) -> tuple[Document, Agency] | None:
    """The issued document with this code, and its agency."""
    rows = await session.exec(
        select(Document, Agency)
        .join(DocumentCode, col(DocumentCode.document_id) == col(Document.id))
        .join(Agency, col(Agency.id) == col(Document.agency_id))
        .where(DocumentCode.code == code, Document.state == DocumentState.ISSUED)
    )
    return rows.one_or_none()
