"""What other services may ask of the statistics in one process (wired in services/app.py)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.periods import parse_period, period_before, year_before
from services.statistics.access import Scope
from services.statistics.models.indicators import Indicator, Source
from services.statistics.repository.directory import list_answering_for
from services.statistics.repository.indicators import list_indicators
from services.statistics.schemas.figure import FigureRead, SourceAsked
from services.statistics.service.asking import Question
from services.statistics.service.figures import read_figures


class PlanFigures:
    """The plan's indicators and their figures, for who has checked that they may be seen."""

    async def list_reported(self, session: AsyncSession) -> Sequence[Indicator]:
        rows = await list_indicators(session)
        return [row for row in rows if row.source is Source.REPORTED]

    async def read_plan(
        self,
        session: AsyncSession,
        *,
        agency_id: UUID,
        period: str,
        alone: bool,
        now: datetime,
    ) -> Sequence[FigureRead]:
        """For an agency, `alone` or with all below it."""
        agencies = await list_answering_for(session, agency_id)
        agency = next(row for row in agencies if row.id == agency_id)
        scope = Scope(agency, [agency] if alone else agencies)
        asked = parse_period(period)
        question = Question(
            period=asked,
            months=[],
            previous=period_before(asked),
            against=year_before(asked),
            scope=scope,
            now=now,
        )
        return await read_figures(session=session, question=question, sources={SourceAsked.ALL})
