"""Indicators with their targets, and what the journal says was kept out of every ratio."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.acts import Act
from services.statistics.models.indicators import Indicator, IndicatorTarget
from storage.journal import JournalEntry


async def list_indicators(session: AsyncSession) -> Sequence[Indicator]:
    """In the plan's order."""
    return (await session.exec(select(Indicator).order_by(col(Indicator.place)))).all()


async def find_indicator(session: AsyncSession, code: str) -> Indicator | None:
    return await session.get(Indicator, code)


async def list_targets(session: AsyncSession) -> dict[str, list[IndicatorTarget]]:
    """By indicator, earliest first."""
    rows = await session.exec(select(IndicatorTarget).order_by(col(IndicatorTarget.year)))
    targets: dict[str, list[IndicatorTarget]] = defaultdict(list)
    for target in rows.all():
        targets[target.indicator_code].append(target)
    return targets


async def count_refused_secrets(
    session: AsyncSession, *, agency_ids: Sequence[UUID], since: datetime, until: datetime
) -> Counter[UUID]:
    """Attempts to bring a state secret in that a door of these agencies refused, by agency."""
    counted = await session.exec(
        select(col(JournalEntry.agency_id), func.count())
        .group_by(col(JournalEntry.agency_id))
        .where(
            col(JournalEntry.agency_id).in_(agency_ids),
            JournalEntry.act == Act.SECRET_REFUSE,
            JournalEntry.at >= since,
            JournalEntry.at < until,
        )
    )
    return Counter({agency_id: count for agency_id, count in counted.all() if agency_id})
