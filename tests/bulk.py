"""Many rows at once, made with the models, where a test needs numbers and not how they came."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.document import Document, DocumentFile, Receiver
from storage.ids import new_id
from tests.office import Office


async def count(session: AsyncSession, table: type[SQLModel], *conditions: Any) -> int:
    rows = await session.exec(select(func.count()).select_from(table).where(*conditions))
    return rows.one()


async def copies(office: Office, document_id: str, number: int, **changes: Any) -> Sequence[UUID]:
    """`number` further documents just like this one but for `changes`, with its files."""
    ids = [new_id() for _ in range(number)]
    async with office.platform.database.session() as session:
        original = await session.get_one(Document, UUID(document_id))
        facts = {**original.model_dump(exclude={"id"}), **changes}
        await session.exec(insert(Document), params=[{"id": made, **facts} for made in ids])
        for table in (DocumentFile, Receiver):
            rows = await session.exec(select(table).where(col(table.document_id) == original.id))
            kept = [row.model_dump(exclude={"document_id"}) for row in rows.all()]
            made_rows = [
                {**row, "document_id": made} | ({"id": new_id()} if "id" in row else {})
                for made in ids
                for row in kept
            ]
            if made_rows:
                await session.exec(insert(table), params=made_rows)
        await session.commit()
    return ids


async def insert_rows(
    office: Office, table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> Sequence[UUID]:
    """Insert rows of a table with an id; the ids, in the order of the rows."""
    ids = [new_id() for _ in rows]
    async with office.platform.database.session() as session:
        made = [{**row, "id": made} for made, row in zip(ids, rows, strict=True)]
        await session.exec(insert(table), params=made)
        await session.commit()
    return ids
