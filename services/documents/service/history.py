"""The note that somebody looked: who read what is part of a thing's history."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act


def record_look(
    session: AsyncSession, actor: Actor, noun: str, subject_id: UUID, *, now: datetime
) -> None:
    """Journal that the actor opened the file."""
    record_act(session, actor=actor, act=Act.DOCUMENT_READ, subject=(noun, subject_id), now=now)
