"""Reading the indicators: two numbers, a target, a status and the months before."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency
from services.percent import percent_of
from services.periods import Period, ending_with
from services.statistics import access
from services.statistics.definitions import (
    REPORTED_EN,
    REPORTED_VI,
    Definition,
    definition_of,
)
from services.statistics.errors import IndicatorUnknown
from services.statistics.models.indicators import Indicator, IndicatorTarget, Source
from services.statistics.repository import indicators as rows
from services.statistics.repository.registers import Tally
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
from services.statistics.status import Status, judge, judge_guard


async def read_figures(
    *, session: AsyncSession, question: Question, source: SourceAsked
) -> list[FigureRead]:
    """Every indicator that has an agency of its level in the scope, in the plan's order."""
    indicators = [
        indicator
        for indicator in await rows.list_indicators(session)
        if _is_asked(indicator, source) and question.scope.of_level(indicator.level)
    ]
    return await _figures(session, question, indicators, measured=())


async def read_figure(*, session: AsyncSession, question: Question, code: str) -> FigureRead:
    """One indicator or guard. Raises `IndicatorUnknown`."""
    indicators = [await get_indicator(session, code)]
    (figure,) = await _figures(session, question, indicators, measured=indicators)
    return figure


async def _figures(
    session: AsyncSession,
    question: Question,
    indicators: Sequence[Indicator],
    *,
    measured: Sequence[Indicator],
) -> list[FigureRead]:
    targets = await rows.list_targets(session)
    counts = await _read_counts(
        session, question, indicators, question.scope.agencies, by_level=True
    )
    beside = await read_beside(session, question, measured)
    return [
        _figure(indicator, targets[indicator.code], question, counts, beside)
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
        numerator, denominator = _share(indicator, counts, [agency], question.period)
        found.append(
            AgencyFigure(
                agency_id=agency.id, code=agency.code, name=agency.name, level=agency.level,
                numerator=numerator, denominator=denominator,
                percent=percent_of(numerator, denominator),
                status=_status(indicator, numerator, denominator, target, question),
                against=_compared(
                    indicator, counts, [agency], question.against,
                    percent_of(numerator, denominator),
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
) -> FigureRead:
    definition = definition_of(indicator.measure)
    period, agencies = question.period, question.scope.of_level(indicator.level)
    tally = _tally(definition, counts, agencies, period)
    numerator, denominator = _share(indicator, counts, agencies, period)
    pending = sum(tally[reason] for reason in definition.provisional) if definition else 0
    target, in_force = choose_target(targets, period)
    trend = [_of_month(indicator, counts, agencies, month) for month in question.months]
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
            TrendPoint(period=month.code, of=of.code, percent=percent_of(counted, total))
            for month, of, counted, total in trend
        ],
        forecast=foresee(
            [(month, counted, total) for month, _, counted, total in trend], targets, question
        ),
        previous=_compared(indicator, counts, agencies, question.previous, percent),
        against=_compared(indicator, counts, agencies, question.against, percent),
        definition_vi=definition.vi if definition else REPORTED_VI,
        definition_en=definition.en if definition else REPORTED_EN,
        definition_version=definition.version if definition else 0,
        as_of=question.now,
        edition=beside.edition,
        period=period.code,
        period_from=period.first,
        period_to=period.last,
    )


def _tally(
    definition: Definition | None, counts: Counts, agencies: Sequence[Agency], period: Period
) -> Tally:
    if definition is None:
        return Tally()
    return counts.of(definition.register, agencies, period)


def _share(
    indicator: Indicator, counts: Counts, agencies: Sequence[Agency], period: Period
) -> tuple[int, int]:
    """Numerator and denominator."""
    if indicator.source is Source.REPORTED:
        return counts.reported(indicator.code, agencies, period)
    definition = definition_of(indicator.measure)
    tally = _tally(definition, counts, agencies, period)
    counted = definition.counted if definition else frozenset()
    return sum(tally[reason] for reason in counted), tally.total()


def _of_month(
    indicator: Indicator, counts: Counts, agencies: Sequence[Agency], month: Period
) -> tuple[Period, Period, int, int]:
    """The month, the period whose value stands there, and its two numbers.

    Agencies may report a quarter or a year: the shortest one that ends with the month.
    """
    reported = indicator.source is Source.REPORTED
    for period in ending_with(month) if reported else ():
        numerator, denominator = _share(indicator, counts, agencies, period)
        if denominator:
            return month, period, numerator, denominator
    return month, month, *_share(indicator, counts, agencies, month)


def _compared(
    indicator: Indicator,
    counts: Counts,
    agencies: Sequence[Agency],
    period: Period,
    percent: float | None,
) -> OtherPeriod:
    """The same in another period, and how many percentage points `percent` is above it."""
    numerator, denominator = _share(indicator, counts, agencies, period)
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
