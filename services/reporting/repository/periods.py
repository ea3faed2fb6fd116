"""Reporting periods and what they ask."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.models.period import ReportingPeriod, ReportingQuestion
from services.reporting.models.report import AgencyReport
from services.reporting.models.states import PeriodState


async def list_periods(
    session: AsyncSession,
    *,
    agency_ids: Collection[UUID] | None,
    state: PeriodState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[ReportingPeriod]:
    """Newest first: those that these agencies opened or are asked in; None: of every agency."""
    period = ReportingPeriod
    query = select(period).order_by(col(period.opened_at).desc(), col(period.id).desc())
    if agency_ids is not None:
        asked = exists().where(
            col(AgencyReport.period_id) == period.id, col(AgencyReport.agency_id).in_(agency_ids)
        )
        query = query.where(col(period.agency_id).in_(agency_ids) | asked)
    if state is not None:
        query = query.where(period.state == state)
    if after is not None:
        query = query.where(tuple_(col(period.opened_at), col(period.id)) < tuple_(*after))
    return (await session.exec(query.limit(limit))).all()


async def list_questions(session: AsyncSession, period_id: UUID) -> Sequence[ReportingQuestion]:
    """In the plan's order."""
    rows = await session.exec(
        select(ReportingQuestion)
        .where(ReportingQuestion.period_id == period_id)
        .order_by(col(ReportingQuestion.place))
    )
    return rows.all()
