"""What agencies reported and the office that consolidates accepted: the view `reported_value`.

An accepted value holds from `since` until it was returned; of several for one period the newest
acceptance counts. So what counted at any moment can be read again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_VALUES = """
    SELECT DISTINCT ON (v.indicator_code, v.agency_id, v.period)
           v.indicator_code, v.agency_id, a.name AS agency_name, v.period, v.numerator,
           v.denominator, v.report_id, v.title, v.number_and_symbol, v.digest, v.since
    FROM reported_value v JOIN agency a ON a.id = v.agency_id
    WHERE v.indicator_code = ANY(:codes) AND v.agency_id = ANY(:agency_ids)
      AND v.period = ANY(:periods) AND v.since <= :at AND (v.until IS NULL OR v.until > :at)
    ORDER BY v.indicator_code, v.agency_id, v.period, v.since DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """`digest`: SHA-256 of the signed report; `since`: when it was accepted."""

    indicator_code: str
    agency_id: UUID
    agency_name: str
    period: str
    numerator: int
    denominator: int
    report_id: UUID
    title: str
    number_and_symbol: str | None
    digest: str
    since: datetime


async def list_reported(
    session: AsyncSession,
    codes: Collection[str],
    *,
    agency_ids: Collection[UUID],
    periods: Collection[str],
    at: datetime,
) -> list[Reported]:
    """What counted at that moment, by indicator, agency and period."""
    if not codes:
        return []
    values = {
        "codes": list(codes), "agency_ids": list(agency_ids), "periods": list(periods), "at": at
    }  # fmt: skip
    found = await (await session.connection()).execute(text(_VALUES), values)
    return [Reported(**dict(row)) for row in found.mappings()]
