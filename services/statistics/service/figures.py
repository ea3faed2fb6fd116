"""Reading the indicators: two numbers, a target, a status and the months before."""

from collections.abc import Collection, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from services.percent import percent_of
from services.periods import Period
from services.statistics import access
from services.statistics.definitions import (
    REPORTED_EN,
    REPORTED_VI,
    definition_of,
)
from services.statistics.errors import IndicatorUnknown
from services.statistics.models.indicators import Indicator, IndicatorTarget, Source
from services.statistics.repository import indicators as rows
from services.statistics.schemas.figure import (
    AgencyFigure,
    FigureRead,
    OtherPeriod,
    SourceAsked,
    TrendPoint,
)
from services.statistics.service import counting
from services.statistics.service.aiming import aim_of, choose_target
from services.statistics.service.asking import Question
from services.statistics.service.beside import Beside, read_beside
from services.statistics.service.counting import Counts
from services.statistics.service.forecasting import foresee
from services.statistics.service.shares import Shares
from services.statistics.status import Status, judge, judge_guard


async def read_figures(
    *, session: AsyncSession, question: Question, sources: Collection[SourceAsked]
) -> list[FigureRead]:
    """Every indicator that has an agency of its level in the scope, in the plan's order."""
    indicators = [
        indicator
        for indicator in await rows.list_indicators(session)
        if any(_is_asked(indicator, source) for source in sources)
        and question.scope.of_level(indicator.level)
    ]
    return await _figures(session, question, indicators, alone=False)


async def read_figure(*, session: AsyncSession, question: Question, code: str) -> FigureRead:
    """One indicator or guard. Raises `IndicatorUnknown`."""
    indicators = [await get_indicator(session, code)]
    (figure,) = await _figures(session, question, indicators, alone=True)
    return figure


async def _figures(
    session: AsyncSession,
    question: Question,
    indicators: Sequence[Indicator],
    *,
    alone: bool,
) -> list[FigureRead]:
    targets = await rows.list_targets(session)
    counts = await _read_counts(
        session, question, indicators, question.scope.agencies, by_level=True
    )
    beside = await read_beside(session, question, indicators if alone else ())
    return [
        _figure(indicator, targets[indicator.code], question, counts, beside, alone=alone)
        for indicator in indicators
    ]


async def read_agencies(
    *, session: AsyncSession, code: str, question: Question
) -> list[AgencyFigure]:
    """The indicator for each agency of the scope that existed in the period."""
    indicator = await get_indicator(session, code)
    agencies = [
        agency
        for agency in question.scope.of_level(indicator.level)
        if access.existed_in(agency, question.period)
    ]
    counts = await _read_counts(session, question, [indicator], agencies, by_level=False)
    target, _ = choose_target((await rows.list_targets(session))[code], question.period)
    found = []
    for agency in agencies:
        shares = Shares.of(indicator, counts, [agency])
        numerator, denominator = shares.numbers(question.period)
        found.append(
            AgencyFigure(
                agency_id=agency.id, code=agency.code, name=agency.name, level=agency.level,
                numerator=numerator, denominator=denominator,
                percent=percent_of(numerator, denominator),
                status=_status(indicator, numerator, denominator, target, question),
                against=_compared(
                    shares, question.against, percent_of(numerator, denominator)
                ),
            )
        )  # fmt: skip
    return found


async def get_indicator(session: AsyncSession, code: str) -> Indicator:
    indicator = await rows.find_indicator(session, code)
    if indicator is None:
        raise IndicatorUnknown(code)
    return indicator


def _is_asked(indicator: Indicator, source: SourceAsked) -> bool:
    if source is SourceAsked.ALL:
        return indicator.source is not Source.GUARD
    wanted = Source.GUARD if source is SourceAsked.GUARD else Source.MEASURED
    return indicator.source is wanted and definition_of(indicator.measure) is not None


async def _read_counts(
    session: AsyncSession,
    question: Question,
    indicators: Sequence[Indicator],
    agencies: Sequence[Agency],
    *,
    by_level: bool,
) -> Counts:
    definitions = [definition_of(indicator.measure) for indicator in indicators]
    return await counting.read_counts(
        session,
        {definition.register for definition in definitions if definition},
        agency_ids=[agency.id for agency in agencies],
        by_level=by_level,
        periods=question.periods,
        reported_periods=question.reported_periods,
        codes=[row.code for row in indicators if row.source is Source.REPORTED],
        now=question.now,
    )


def _figure(
    indicator: Indicator,
    targets: list[IndicatorTarget],
    question: Question,
    counts: Counts,
    beside: Beside,
    *,
    alone: bool,
) -> FigureRead:
    period = question.period
    shares = Shares.of(indicator, counts, question.scope.of_level(indicator.level))
    definition, tally = shares.definition, shares.tally(period)
    numerator, denominator = shares.numbers(period)
    pending = sum(tally[reason] for reason in definition.provisional) if definition else 0
    target, in_force = choose_target(targets, period)
    trend = [(month, *shares.at_month(month)) for month in question.months]
    percent = percent_of(numerator, denominator)
    return FigureRead(
        **indicator.model_dump(exclude={"place", "measure"}),
        agency_id=question.scope.agency.id,
        agency_name=question.scope.agency.name,
        numerator=numerator,
        denominator=denominator,
        percent=percent,
        excluded=beside.refused_of(indicator),
        reasons=dict(tally),
        pending=pending,
        lag=beside.lags.get(indicator.code),
        provisional=pending > 0 or question.today <= period.last,
        target=float(target.value) if target else None,
        target_operator=target.operator if target else "",
        target_year=target.year if target else None,
        target_in_force=in_force,
        target_legal_basis=target.legal_basis if target else "",
        status=_status(indicator, numerator, denominator, target, question),
        trend=[
            TrendPoint(period=month.code, of=of.code, percent=percent_of(*numbers))
            for month, of, numbers in trend
        ],
        forecast=foresee(
            [(month, *numbers) for month, _, numbers in trend], targets, question, path=alone
        ),
        previous=_compared(shares, question.previous, percent),
        against=_compared(shares, question.against, percent),
        definition_vi=definition.vi if definition else REPORTED_VI,
        definition_en=definition.en if definition else REPORTED_EN,
        definition_version=definition.version if definition else 0,
        as_of=question.now,
        edition=beside.edition,
        period=period.code,
        period_from=period.first,
        period_to=period.last,
    )


def _compared(shares: Shares, period: Period, percent: float | None) -> OtherPeriod:
    """The same in another period, and how many percentage points `percent` is above it."""
    numerator, denominator = shares.numbers(period)
    then = percent_of(numerator, denominator)
    return OtherPeriod(
        period=period.code,
        period_from=period.first,
        period_to=period.last,
        numerator=numerator,
        denominator=denominator,
        percent=then,
        difference=None if percent is None or then is None else round(percent - then, 2),
    )


def _status(
    indicator: Indicator,
    numerator: int,
    denominator: int,
    target: IndicatorTarget | None,
    question: Question,
) -> Status:
    if indicator.source is Source.GUARD:
        return judge_guard(found=numerator, total=denominator)
    day = question.period.reference_day(question.today)
    return judge(counted=numerator, total=denominator, aim=aim_of(target), day=day)
