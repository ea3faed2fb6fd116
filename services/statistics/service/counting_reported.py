"""The figures of a publication that agencies reported: those that had a value then."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.periods import Period
from services.statistics.models.bulletin import Bulletin, BulletinFigure
from services.statistics.models.indicators import Indicator, IndicatorTarget
from services.statistics.repository.reported import Reported, list_reported
from services.statistics.service.aiming import aim_of
from services.statistics.status import judge


async def count_reported(
    session: AsyncSession,
    bulletin: Bulletin,
    period: Period,
    indicator: Indicator,
    agency_ids: Sequence[UUID],
    target: IndicatorTarget | None,
) -> list[BulletinFigure]:
    """As of the moment of publication: of the whole, then of each agency that had reported."""
    values = await list_reported(
        session,
        [indicator.code],
        agency_ids=agency_ids,
        periods=[period.code],
        at=bulletin.published_at,
    )
    if not values:
        return []
    ordered = sorted(values, key=lambda row: row.agency_id)
    made = [_figure(bulletin, indicator, row.agency_id, [row], period, target) for row in ordered]
    whole = _figure(bulletin, indicator, bulletin.agency_id, ordered, period, target)
    whole.whole = True
    return [whole, *made]


def _figure(
    bulletin: Bulletin,
    indicator: Indicator,
    agency_id: UUID,
    values: Sequence[Reported],
    period: Period,
    target: IndicatorTarget | None,
) -> BulletinFigure:
    """The evidence: one line a signed report, so that whoever has them can make the hash."""
    numerator = sum(row.numerator for row in values)
    denominator = sum(row.denominator for row in values)
    lines = "".join(f"{row.report_id} {row.digest}\n" for row in values)
    return BulletinFigure(
        bulletin_id=bulletin.id,
        indicator_code=indicator.code,
        agency_id=agency_id,
        whole=False,
        numerator=numerator,
        denominator=denominator,
        reasons={},
        excluded=0,
        evidence=hashlib.sha256(lines.encode()).hexdigest(),
        definition_version=0,
        target=target.value if target else None,
        target_operator=target.operator if target else None,
        target_year=target.year if target else None,
        status=judge(counted=numerator, total=denominator, aim=aim_of(target), day=period.last),
    )
