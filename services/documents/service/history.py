"""The history of one thing: what the journal says of it, and the note that somebody looked."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from services.documents.repository.history import list_history
from services.documents.schemas.shared import HistoryRead


async def read_history(session: AsyncSession, noun: str, subject_id: UUID) -> list[HistoryRead]:
    """Oldest first. Call it after the noun's door."""
    return [
        HistoryRead(
            at=entry.at,
            act=entry.act,
            full_name=name,
            position=position,
            agency_name=agency,
            details=entry.details,
        )
        for entry, name, position, agency in await list_history(session, noun, subject_id)
    ]


def record_look(
    session: AsyncSession, actor: Actor, noun: str, subject_id: UUID, *, now: datetime
) -> None:
    """Journal that the actor opened the file: who read what is part of its history."""
    record_act(session, actor=actor, act=Act.DOCUMENT_READ, subject=(noun, subject_id), now=now)
