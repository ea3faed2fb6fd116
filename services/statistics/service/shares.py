"""The two numbers of one indicator, for some agencies, in every period that was counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from auth.models import Agency
from services.periods import Period, ending_with
from services.statistics.definitions import Definition, definition_of
from services.statistics.models.indicators import Indicator, Source
from services.statistics.repository.registers import Group, Tally
from services.statistics.repository.reported import Numbers
from services.statistics.service.counting import Counts


@dataclass(frozen=True, slots=True)
class Shares:
    """`reported`: the code of an indicator that agencies report, where it is one."""

    definition: Definition | None
    reported: str | None
    _counts: Counts
    _groups: frozenset[Group]

    @staticmethod
    def of(indicator: Indicator, counts: Counts, agencies: Iterable[Agency]) -> "Shares":
        is_reported = indicator.source is Source.REPORTED
        return Shares(
            definition_of(indicator.measure),
            indicator.code if is_reported else None,
            counts,
            counts.groups(agencies),
        )

    def tally(self, period: Period) -> Tally:
        """Records by reason."""
        if self.definition is None:
            return Tally()
        return self._counts.of(self.definition.register, self._groups, period)

    def numbers(self, period: Period) -> Numbers:
        """Numerator and denominator."""
        if self.reported is not None:
            return self._counts.reported(self.reported, self._groups, period)
        tally = self.tally(period)
        counted = self.definition.counted if self.definition else frozenset()
        return sum(tally[reason] for reason in counted), tally.total()

    def at_month(self, month: Period) -> tuple[Period, Numbers]:
        """What stands there, and of which period.

        Agencies may report a quarter or a year: the shortest one that ends with the month.
        """
        if self.reported is not None:
            for period in ending_with(month):
                numbers = self.numbers(period)
                if numbers[1]:
                    return period, numbers
        return month, self.numbers(month)
