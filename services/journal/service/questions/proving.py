"""The proof of any entry, for an auditor: looking at it is an act as well."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from services.journal.errors import EntryMissing
from storage.sequencing.proving import Placed, place_entries


async def find_entry(
    *, session: AsyncSession, actor: Actor, entry_id: UUID, now: datetime
) -> Placed:
    """Raises `EntryMissing`."""
    actor.require(Permission.AUDIT)
    placed = await place_entries(session, [entry_id])
    if not placed:
        raise EntryMissing(entry_id)
    record_act(
        session, actor=actor, act=Act.ENTRY_PROVE, subject=("journal_entry", entry_id), now=now
    )
    return placed[0]
