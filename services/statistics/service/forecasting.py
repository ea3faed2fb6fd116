"""The forecast of an indicator, from its months to the target that falls due next."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from services.periods import Period, months_until, parse_period
from services.statistics.forecast import Observed, Outlook, line_through, observed
from services.statistics.models.indicators import IndicatorTarget
from services.statistics.schemas.figure import ForecastRead, TrendPoint
from services.statistics.service.aiming import aim_of
from services.statistics.service.asking import Question
from services.statistics.status import is_met

Shares = Sequence[tuple[Period, int, int]]


def foresee(
    shares: Shares, targets: Iterable[IndicatorTarget], question: Question, *, path: bool
) -> ForecastRead:
    """`shares`: numerator and denominator of the question's months, oldest first.

    `path`: with every month until the target falls due.
    """
    day = question.period.reference_day(question.today)
    coming = [one for one in targets if parse_period(str(one.year)).last >= day]
    over = [
        Observed(month.months[-1], counted, total)
        for month, counted, total in shares
        if month.last < question.today
    ]
    months = observed(over)
    if not coming:
        return _nothing(Outlook.NO_TARGET, None, months)
    target = min(coming, key=lambda one: one.year)
    line = line_through(months)
    if line is None:
        return _nothing(Outlook.TOO_FEW_MONTHS, target, months)
    newest = question.months[-1] if path else None
    return _expected(line, target, months, newest=newest)


def _expected(
    line: Callable[[date], Fraction],
    target: IndicatorTarget,
    months: list[Observed],
    *,
    newest: Period | None,
) -> ForecastRead:
    due = parse_period(str(target.year))
    share = line(due.months[-1])
    aim = aim_of(target)
    return ForecastRead(
        outlook=Outlook.EXPECTED,
        target=float(target.value),
        target_operator=target.operator,
        target_year=target.year,
        months=len(months),
        percent=_written(share),
        reaches=aim is not None and is_met(share, aim),
        path=[
            TrendPoint(period=month.code, of=month.code, percent=_written(line(month.months[-1])))
            for month in (_months_between(newest, due) if newest else ())
        ],
    )


def _months_between(newest: Period, due: Period) -> list[Period]:
    """Those after `newest`, up to the last one of `due`."""
    ends = due.last, newest.last
    count = (ends[0].year - ends[1].year) * 12 + ends[0].month - ends[1].month
    return months_until(due.last, max(0, count))


def _written(share: Fraction) -> float:
    """Percent with two digits, cut as all figures are."""
    return int(share * 100) / 100


def _nothing(
    outlook: Outlook, target: IndicatorTarget | None, months: list[Observed]
) -> ForecastRead:
    return ForecastRead(
        outlook=outlook,
        target=float(target.value) if target else None,
        target_operator=target.operator if target else "",
        target_year=target.year if target else None,
        months=len(months),
        percent=None,
        reaches=None,
        path=[],
    )
