"""The target that a period is judged by."""

from collections.abc import Iterable
from fractions import Fraction

from services.periods import Period
from services.statistics.models.indicators import IndicatorTarget
from services.statistics.status import Aim


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


def aim_of(target: IndicatorTarget | None) -> Aim | None:
    if target is None:
        return None
    return Aim(value=Fraction(target.value), operator=target.operator, year=target.year)
