"""Publishing the figures of a period that is over, and counting a publication again.

Both count from the registers' memory as of an edition, never from today's, so the second says bit
for bit what the first said; a difference means that somebody changed one of the two.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from auth.service import vietnam_day
from services.periods import parse_period
from services.statistics.access import access_scope
from services.statistics.errors import (
    BulletinMissing,
    CorrectionUnexplained,
    FiguresNotCounted,
    PeriodRunning,
)
from services.statistics.models.bulletin import Bulletin, BulletinFigure
from services.statistics.repository import bulletins as rows
from services.statistics.repository.history import find_last_edition
from services.statistics.schemas.bulletin import BulletinCreate, Difference, RecountRead
from services.statistics.service.bulletin_counting import count_all, named_in, plan_of
from storage.canonical import Json, canonical
from storage.sequencing.repository import find_newest


async def publish(
    *, session: AsyncSession, actor: Actor, wanted: BulletinCreate, now: datetime
) -> Bulletin:
    """Freeze the figures of the actor's agency and all below it. The next version says why."""
    actor.require(Permission.PUBLISH_FIGURES)
    period = parse_period(wanted.period)
    if vietnam_day(now) <= period.last:
        raise PeriodRunning(period.code)
    scope = await access_scope(session, actor, actor.agency_id)
    version = await rows.find_last_version(session, scope.agency.id, period.code) + 1
    if version > 1 and not wanted.why:
        raise CorrectionUnexplained
    edition = await find_last_edition(session)
    if edition is None:
        raise FiguresNotCounted
    checkpoint = await find_newest(session)
    bulletin = Bulletin(
        agency_id=scope.agency.id,
        period=period.code,
        version=version,
        why=(wanted.why or "") if version > 1 else "",
        edition=edition.number,
        tree_size=checkpoint.size if checkpoint else 0,
        checkpoint=checkpoint.note if checkpoint else "",
        digest="",
        published_at=now,
        appointment_id=actor.appointment_id,
    )
    figures = await count_all(session, bulletin, period, await plan_of(session, scope, period))
    bulletin.digest = _digest(figures)
    session.add(bulletin)
    await session.flush()
    session.add_all(figures)
    record_act(
        session, actor=actor, act=Act.BULLETIN_PUBLISH, subject=("bulletin", bulletin.id), now=now,
        digest=bulletin.digest,
        details={"period": period.code, "version": version, "edition": edition.number,
                 "tree_size": bulletin.tree_size, "why": bulletin.why},
    )  # fmt: skip
    return bulletin


async def recount_bulletin(*, session: AsyncSession, bulletin: Bulletin) -> RecountRead:
    """Count it again as of its edition, by what it named, and say what differs.

    Indicators, definitions and agencies are those of the publication: one that came later, left,
    or was given other dates or words since then changes nothing.
    """
    found = await rows.list_figures(session, bulletin.id)
    named = await named_in(session, found)
    again = await count_all(session, bulletin, parse_period(bulletin.period), named)
    published = {_key(row): row for row in found}
    counted = {_key(row): row for row in again}
    differences = [
        Difference(
            indicator_code=key[0],
            agency_id=UUID(key[1]),
            whole=key[2],
            published=_shown(published.get(key)),
            counted=_shown(counted.get(key)),
        )
        for key in sorted(published.keys() | counted.keys())
        if _shown(published.get(key)) != _shown(counted.get(key))
    ]
    same = not differences and _digest(again) == bulletin.digest
    return RecountRead(same=same, digest=_digest(again), differences=differences)


async def access_bulletin(session: AsyncSession, actor: Actor, bulletin_id: UUID) -> Bulletin:
    """Of an agency whose figures one may see. Raises `BulletinMissing`."""
    bulletin = await session.get(Bulletin, bulletin_id)
    if bulletin is None:
        raise BulletinMissing
    await access_scope(session, actor, bulletin.agency_id)
    return bulletin


def _key(row: BulletinFigure) -> tuple[str, str, bool]:
    return row.indicator_code, str(row.agency_id), row.whole


def _shown(row: BulletinFigure | None) -> dict[str, Json] | None:
    """What is compared, and what the digest is made of: no number that is not whole."""
    if row is None:
        return None
    return {
        "indicator": row.indicator_code,
        "agency": str(row.agency_id),
        "whole": row.whole,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "reasons": dict(row.reasons),
        "excluded": row.excluded,
        "evidence": row.evidence,
        "definition": row.definition_version,
    }


def _digest(figures: Sequence[BulletinFigure]) -> str:
    ordered = sorted(figures, key=_key)
    return hashlib.sha256(canonical([_shown(row) for row in ordered])).hexdigest()
