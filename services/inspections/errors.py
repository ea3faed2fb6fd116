"""What an inspection refuses, and why. No HTTP status here (services/problems.py)."""

from uuid import UUID


class InspectionError(Exception):
    """Root of this service's expected failures."""


class NotVisible(InspectionError):
    """Not there, or not for this actor: the two look alike."""

    def __init__(self, wanted: UUID) -> None:
        super().__init__(f"no such inspection: {wanted}")


class MoveRefused(InspectionError):
    """It is not planned any more: what was concluded or cancelled stays as it is."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"an inspection that is {state} cannot become {wanted}")
        self.noun = "inspection"
        self.state = state


class VersionConflict(InspectionError):
    """Somebody changed it in between (If-Match does not hold)."""

    def __init__(self, current: int) -> None:
        super().__init__(f"changed in the meantime; it is at version {current}")
        self.current = current


class FieldRefused(InspectionError):
    """A value that is well formed but cannot be accepted here."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
