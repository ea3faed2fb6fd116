"""Reading the indicators: two numbers, a target, a status and the months before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.service import vietnam_day
from services.statistics import access
from services.statistics.access import Scope
from services.statistics.definitions import (
    DEFINITIONS,
    NOT_MEASURED_EN,
    NOT_MEASURED_VI,
    Measure,
    measure_of,
)
from services.statistics.errors import IndicatorUnknown
from services.statistics.models import Indicator, IndicatorTarget
from services.statistics.periods import (
    Period,
    end_of_day,
    months_until,
    parse_period,
    start_of_day,
    year_of,
)
from services.statistics.repository import indicators as rows
from services.statistics.repository.registers import Tally
from services.statistics.schemas import AgencyFigure, FigureRead, SourceAsked, TrendPoint
from services.statistics.service import counting
from services.statistics.status import Aim, Status, judge, percent_of

TREND_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A period and a scope, as they stand at one moment. `months`: the trend, oldest first."""

    period: Period
    months: Sequence[Period]
    scope: Scope
    now: datetime

    @property
    def has_begun(self) -> bool:
        return self.period.first <= self.today

    @property
    def today(self) -> date:
        return vietnam_day(self.now)


async def ask(
    *,
    session: AsyncSession,
    actor: Actor,
    period: str | None,
    agency_id: UUID | None,
    alone: bool,
    now: datetime,
) -> Question:
    """Check the question. No period: the reporting year that runs."""
    today = vietnam_day(now)
    asked = year_of(today) if period is None else parse_period(period)
    scope = await access.access_scope(session, actor, agency_id, alone=alone)
    months = months_until(asked.reference_day(today), TREND_MONTHS)
    return Question(period=asked, months=months, scope=scope, now=now)


async def read_figures(
    *, session: AsyncSession, question: Question, source: SourceAsked
) -> list[FigureRead]:
    """Every indicator that has an agency of its level in the scope, in the plan's order."""
    targets = await rows.list_targets(session)
    refused = await _count_refused(session, question)
    figures = []
    for indicator in await rows.list_indicators(session):
        measure = measure_of(indicator.measure)
        agencies = question.scope.of_level(indicator.level)
        if (measure is None and source is SourceAsked.MEASURED) or not agencies:
            continue
        counts = await _count(session, question, measure, [agency.id for agency in agencies])
        figures.append(
            _figure(
                indicator, targets[indicator.code], question, counts,
                excluded=refused if measure is Measure.EXCHANGE else 0,
            )
        )  # fmt: skip
    return figures


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
    measure = measure_of(indicator.measure)
    tallies: dict[UUID, Tally] = {}
    if measure is not None and question.has_begun:
        tallies = await counting.tally_agencies(
            session, measure, agency_ids=[agency.id for agency in agencies],
            period=question.period, now=question.now,
        )  # fmt: skip
    target, _ = choose_target((await rows.list_targets(session))[code], question.period)
    found = []
    for agency in agencies:
        numerator, denominator = _share(measure, tallies.get(agency.id, Tally()))
        found.append(
            AgencyFigure(
                agency_id=agency.id, code=agency.code, name=agency.name, level=agency.level,
                numerator=numerator, denominator=denominator,
                percent=percent_of(numerator, denominator),
                status=_status(numerator, denominator, target, question),
            )
        )  # fmt: skip
    return found


async def get_indicator(session: AsyncSession, code: str) -> Indicator:
    indicator = await rows.find_indicator(session, code)
    if indicator is None:
        raise IndicatorUnknown(code)
    return indicator


def choose_target(
    targets: Iterable[IndicatorTarget], period: Period
) -> tuple[IndicatorTarget | None, bool]:
    """The target to judge a period by, and whether it is in force.

    The latest one in force on the period's last day; where none is, the first that is to come.
    """
    coming = None
    in_force = None
    for target in sorted(targets, key=lambda one: one.year):
        if target.valid_from <= period.last:
            in_force = target
        elif coming is None:
            coming = target
    return (in_force or coming), in_force is not None


async def _count_refused(session: AsyncSession, question: Question) -> int:
    return await rows.count_refused_secrets(
        session,
        agency_ids=[agency.id for agency in question.scope.agencies],
        since=start_of_day(question.period.first),
        until=end_of_day(question.period.last),
    )


async def _count(
    session: AsyncSession, question: Question, measure: Measure | None, agency_ids: list[UUID]
) -> list[Tally]:
    """The period's tally, then the months'. A period still to come has nothing to count."""
    periods = [question.period, *question.months]
    if measure is None or not question.has_begun:
        return [Tally() for _ in periods]
    return await counting.tally(
        session, measure, agency_ids=agency_ids, periods=periods, now=question.now
    )


def _figure(
    indicator: Indicator,
    targets: list[IndicatorTarget],
    question: Question,
    counts: list[Tally],
    *,
    excluded: int,
) -> FigureRead:
    measure = measure_of(indicator.measure)
    definition = DEFINITIONS[measure] if measure else None
    period, months = question.period, question.months
    numerator, denominator = _share(measure, counts[0])
    pending = sum(counts[0][reason] for reason in definition.provisional) if definition else 0
    target, in_force = choose_target(targets, period)
    return FigureRead(
        **indicator.model_dump(exclude={"place", "measure"}),
        agency_id=question.scope.agency.id,
        agency_name=question.scope.agency.name,
        numerator=numerator,
        denominator=denominator,
        percent=percent_of(numerator, denominator),
        excluded=excluded,
        reasons=dict(counts[0]),
        pending=pending,
        provisional=pending > 0 or question.today <= period.last,
        target=float(target.value) if target else None,
        target_operator=target.operator if target else "",
        target_year=target.year if target else None,
        target_in_force=in_force,
        target_legal_basis=target.legal_basis if target else "",
        status=_status(numerator, denominator, target, question),
        trend=[
            TrendPoint(period=month.code, percent=percent_of(*_share(measure, tally)))
            for month, tally in zip(months, counts[1:], strict=True)
        ],
        definition_vi=definition.vi if definition else NOT_MEASURED_VI,
        definition_en=definition.en if definition else NOT_MEASURED_EN,
        as_of=question.now,
        period=period.code,
        period_from=period.first,
        period_to=period.last,
    )


def _share(measure: Measure | None, tally: Tally) -> tuple[int, int]:
    """Numerator and denominator."""
    return (tally[DEFINITIONS[measure].counted], tally.total()) if measure else (0, 0)


def _status(
    numerator: int, denominator: int, target: IndicatorTarget | None, question: Question
) -> Status:
    aim = (
        Aim(value=Fraction(target.value), operator=target.operator, year=target.year)
        if target
        else None
    )
    day = question.period.reference_day(question.today)
    return judge(counted=numerator, total=denominator, aim=aim, day=day)
