"""How the journal stands, for the administrator's page and for `congvu doctor`."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.journal.schemas import AlarmRead, StatusRead, WitnessRead
from storage.merkle.notes import Note
from storage.sequencing.repository import (
    count_lost,
    count_pending,
    find_cosigned_size,
    find_newest,
    find_stamped,
    list_alarms,
)
from storage.sequencing.settings import JournalSettings

MOST_WAITING = 20_000  # a second's work; with more of them nobody is at it


async def read_status(session: AsyncSession, settings: JournalSettings) -> StatusRead:
    newest, stamped = await find_newest(session), await find_stamped(session)
    return StatusRead(
        name=settings.name,
        size=Note.parse(newest.note).checkpoint().size if newest else 0,
        signed_at=newest.signed_at if newest else None,
        stamped_at=stamped.stamped_at if stamped else None,
        waiting=await count_pending(session),
        lost=await count_lost(session),
        witnesses=[
            WitnessRead(name=key.name, url=url, size=await find_cosigned_size(session, key.name))
            for url, key in settings.witness_keys.items()
        ],
        alarms=[AlarmRead(**row.model_dump()) for row in await list_alarms(session)],
    )


def sentences_of(status: StatusRead) -> Sequence[str]:
    """What is to be looked at, for the terminal."""
    lines = [f"{one.source}: {one.problem}: {one.detail}" for one in status.alarms]
    if status.lost:
        lines.append(f"{status.lost} rows were taken out of the journal before they were sequenced")
    if status.waiting > MOST_WAITING:
        lines.append(f"{status.waiting} rows wait for their leaf; does `congvu worker` run?")
    return lines
