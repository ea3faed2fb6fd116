"""What reporting refuses, and why. No HTTP status here (services/problems.py)."""

from datetime import date
from uuid import UUID


class ReportingError(Exception):
    """Root of this service's expected failures."""


class NotVisible(ReportingError):
    """Not there, or not for this actor: the two look alike."""

    def __init__(self, noun: str, wanted: UUID | str) -> None:
        super().__init__(f"no such {noun}: {wanted}")
        self.noun = noun
        self.wanted = wanted


class MoveRefused(ReportingError):
    """The state machine has no such move from where the thing stands."""

    def __init__(self, noun: str, state: str, wanted: str) -> None:
        super().__init__(f"a {noun} that is {state} cannot become {wanted}")
        self.noun = noun
        self.state = state
        self.wanted = wanted


class VersionConflict(ReportingError):
    """Somebody changed it in between (If-Match does not hold)."""

    def __init__(self, current: int) -> None:
        super().__init__(f"changed in the meantime; it is at version {current}")
        self.current = current


class FieldRefused(ReportingError):
    """A value that is well formed but cannot be accepted here."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Incomplete(ReportingError):
    """Indicators without numbers: a report answers everything it is asked before it is signed."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(f"no numbers yet: {', '.join(codes)}")
        self.codes = codes


class DataNotClosed(ReportingError):
    """The data of the period run until this day (Decree 09/2019, article 12)."""

    def __init__(self, last: date) -> None:
        super().__init__(f"the data of this period are closed after {last:%d/%m/%Y}")
        self.last = last
