"""What a question for a figure can get wrong."""


class StatisticsError(Exception):
    """Root of this service's expected failures."""


class IndicatorUnknown(StatisticsError):
    """No indicator has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no indicator: {code}")
        self.code = code


class PeriodMalformed(StatisticsError):
    """A period is written 2024, 2024-H1, 2024-Q4 or 2024-11."""

    def __init__(self, period: str) -> None:
        super().__init__(f"period: write 2024, 2024-H1, 2024-Q4 or 2024-11, not {period}")
        self.period = period


class NoRecordsBehind(StatisticsError):
    """The indicator is not computed from records of this system."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} is not measured here: there are no records to open")
        self.code = code
