"""Keeping the registers' memory at what the registers say.

What changed is marked by triggers; a job takes the marks every second. Time changes the register of
staff too: it is read anew each day for the month that runs and, until that is long over, for the
month before. `recount` reads everything, and is what finds that the memory was wrong.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.service import vietnam_day
from services.periods import months_until, reference_instant
from services.statistics.models.memory import RegisterEdition
from services.statistics.registers import BY_MOMENT, CHANGED_BY_TIME, MARKED, Register
from services.statistics.repository import history
from services.statistics.repository.history import Difference, WrongSum

BATCH = 5_000  # marks at once
FIRST_MONTHS = 24  # how far back the register of staff is read at the beginning
RENEWED_MONTHS = 2


async def collect(session: AsyncSession, *, now: datetime) -> int:
    """Take what is marked, and what the day has changed; things marked. The caller commits.

    The first time everything is counted, since nothing was marked before the memory began.
    """
    await history.begin_collecting(session, today=vietnam_day(now))
    return await _take(session, now=now)


async def _take(session: AsyncSession, *, now: datetime) -> int:
    last, edition = await _next_edition(session)
    due = await history.take_due(session, limit=BATCH)
    new_day = last is None or vietnam_day(last.at) != vietnam_day(now)
    if last is None:
        changed = await _everything(session, edition, months=FIRST_MONTHS, now=now)
    else:
        changed = await _marked(session, due, edition)
        if new_day:
            changed += await _passed(session, edition)
        if new_day or Register.STAFF in due:
            changed += await _staff(session, edition, months=RENEWED_MONTHS, now=now)
    if changed or new_day:
        await history.add_edition(session, edition, changed=changed, now=now)
    return sum(map(len, due.values()))


@dataclass(frozen=True, slots=True)
class Recounted:
    """What the memory had otherwise: records by register, agency, month and reason; and sums."""

    differences: Sequence[Difference]
    sums: Sequence[WrongSum]

    @property
    def same(self) -> bool:
        return not self.differences and not self.sums


async def recount(session: AsyncSession, *, now: datetime, why: str = "recount") -> Recounted:
    """Count everything from the views, and say what the memory had otherwise: it should be nothing.

    What is only marked is taken first, in an edition of its own: that is no error, and no mark is
    in the snapshot without its change. A month of staff that is long over is left as it was counted
    then. The caller commits, and then the edition `why` holds.
    """
    await history.begin_collecting(session, today=vietnam_day(now))
    while await _take(session, now=now):
        pass
    _, edition = await _next_edition(session)
    changed = await _everything(session, edition, months=RENEWED_MONTHS, now=now)
    sums = await history.mend_sums(session)
    if changed or sums:
        await history.add_edition(session, edition, changed=changed + len(sums), now=now, why=why)
    return Recounted(await history.list_differences(session, edition), sums)


async def _next_edition(session: AsyncSession) -> tuple[RegisterEdition | None, int]:
    last = await history.find_last_edition(session)
    return last, last.number + 1 if last else 1


async def _marked(
    session: AsyncSession, due: Mapping[str, Collection[UUID | None]], edition: int
) -> int:
    changed = 0
    for noun, ids in due.items():
        found = [record_id for record_id in ids if record_id]
        for register in MARKED[noun]:
            if found:
                changed += await history.renew(session, register, ids=found, edition=edition)
    return changed


async def _passed(session: AsyncSession, edition: int) -> int:
    """What waited, and has waited for too long since yesterday."""
    changed = 0
    for register in CHANGED_BY_TIME:
        ids = await history.list_changed_by_time(session, register)
        changed += await history.renew(session, register, ids=ids, edition=edition)
    return changed


async def _everything(session: AsyncSession, edition: int, *, months: int, now: datetime) -> int:
    changed = await _staff(session, edition, months=months, now=now)
    for register in Register:
        if register not in BY_MOMENT:
            changed += await history.renew(session, register, ids=None, edition=edition)
    return changed


async def _staff(session: AsyncSession, edition: int, *, months: int, now: datetime) -> int:
    today = vietnam_day(now)
    changed = 0
    for month in months_until(today, months):
        day = month.reference_day(today)
        changed += await history.renew_staff(
            session,
            month=month.last.replace(day=1),
            day=day,
            last_day=month.last,
            instant=reference_instant(day, now),
            edition=edition,
        )
    return changed
