"""An incoming document in a line, for the page of its reply."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.models.incoming import IncomingDocument
from services.documents.schemas.document import IncomingBrief


async def incoming_brief(session: AsyncSession, incoming_id: UUID | None) -> IncomingBrief | None:
    if incoming_id is None:
        return None
    found = await session.get_one(IncomingDocument, incoming_id)
    return IncomingBrief(
        **found.model_dump(include={"id", "number_and_symbol", "abstract", "sender_name"})
    )
