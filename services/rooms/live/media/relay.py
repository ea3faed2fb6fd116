"""Words between server processes that are too long for a notification: by a row, read once."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from meetings.models.live import LiveRelay
from meetings.repository.live import hint
from services.platform import Platform


async def pass_on(
    platform: Platform, *, server: int, meeting_id: UUID, body: dict[str, Any]
) -> None:
    """Leave a word for another process, and wake it."""
    async with platform.database.session() as session:
        row = LiveRelay(server=server, body=body)
        session.add(row)
        await hint(session, meeting_id, relay=str(row.id), server=server)
        await session.commit()  # it is a message: nothing else belongs to its transaction


async def take(platform: Platform, relay_id: UUID) -> dict[str, Any] | None:
    async with platform.database.session() as session:
        found = await session.exec(
            delete(LiveRelay).where(col(LiveRelay.id) == relay_id).returning(col(LiveRelay.body))
        )
        body: dict[str, Any] | None = found.scalar_one_or_none()
        await session.commit()
    return body


async def forget(session: AsyncSession, *, alive: Any) -> None:
    """Words for processes that are gone."""
    await session.exec(delete(LiveRelay).where(col(LiveRelay.server).not_in(alive)))
