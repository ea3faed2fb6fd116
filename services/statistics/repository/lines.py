"""What the journal says of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from storage.journal import JournalEntry


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    at: datetime
    act: str
    agency_name: str | None


async def list_lines(
    session: AsyncSession, subject_type: str, subject_id: UUID, *, limit: int
) -> Sequence[Line]:
    """What was done with it, newest first; who only looked is left out."""
    entry = JournalEntry
    rows = await session.exec(
        select(entry.id, entry.at, entry.act, Agency.name)
        .join(Agency, col(Agency.id) == entry.agency_id, isouter=True)
        .where(
            entry.subject_type == subject_type,
            entry.subject_id == subject_id,
            col(entry.act).not_like("%:read"),
        )
        .order_by(col(entry.at).desc(), col(entry.id).desc())
        .limit(limit)
    )
    return [Line(*row) for row in rows.all()]
