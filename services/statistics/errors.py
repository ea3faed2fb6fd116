"""What a question for a figure can get wrong."""


class StatisticsError(Exception):
    """Root of this service's expected failures."""


class IndicatorUnknown(StatisticsError):
    """No indicator has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no indicator: {code}")
        self.code = code


class PeriodRunning(StatisticsError):
    """Figures are published once their period is over."""

    def __init__(self, period: str) -> None:
        super().__init__(f"{period} is not over yet")


class FiguresNotCounted(StatisticsError):
    """The registers have not been counted yet: what counts them has never run."""

    def __init__(self) -> None:
        super().__init__("the registers have not been counted yet; see that the worker runs")


class CorrectionUnexplained(StatisticsError):
    """The period has been published: a new version must say why."""


class BulletinMissing(StatisticsError):
    """No bulletin has this number, or none that one may see."""


class RecordMissing(StatisticsError):
    """The record is not behind this figure."""


class NoRecordsBehind(StatisticsError):
    """The indicator is not computed from records of this system."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} is not measured here: there are no records to open")
        self.code = code
