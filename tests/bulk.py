"""Many rows at once, made with the models, where a test needs numbers and not how they came."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document, DocumentFile, Receiver
from storage.ids import new_id
from tests.office import Office


async def count(session: AsyncSession, table: type[SQLModel], *conditions: Any) -> int:
    rows = await session.exec(select(func.count()).select_from(table).where(*conditions))
    return rows.one()


async def copies(office: Office, document_id: str, number: int) -> Sequence[UUID]:
    """`number` further documents just like this one, in its state, with its files."""
    async with office.platform.database.session() as session:
        original = await session.get_one(Document, UUID(document_id))
        ids = [new_id() for _ in range(number)]
        facts = original.model_dump(exclude={"id"})
        session.add_all(Document(id=made, **facts) for made in ids)
        await session.flush()  # files and receivers refer to the documents
        for table in (DocumentFile, Receiver):
            rows = await session.exec(select(table).where(col(table.document_id) == original.id))
            for row in rows.all():
                kept = row.model_dump(exclude={"id", "document_id"})
                session.add_all(table(document_id=made, **kept) for made in ids)
        await session.commit()
    return ids
