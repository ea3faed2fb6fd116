"""What a meeting refuses, and why. No HTTP status here (services/problems.py)."""

from uuid import UUID


class MeetingError(Exception):
    """Root of this capability's expected failures."""


class NotVisible(MeetingError):
    """Not there, or not for this actor: the two look alike."""

    def __init__(self, noun: str, wanted: UUID | str) -> None:
        super().__init__(f"no such {noun}: {wanted}")
        self.noun = noun
        self.wanted = wanted


class MoveRefused(MeetingError):
    """The state machine has no such move from where the thing stands."""

    def __init__(self, noun: str, state: str, wanted: str) -> None:
        super().__init__(f"a {noun} that is {state} cannot become {wanted}")
        self.noun = noun
        self.state = state
        self.wanted = wanted


class VersionConflict(MeetingError):
    """Somebody changed it in between (If-Match does not hold)."""

    def __init__(self, current: int) -> None:
        super().__init__(f"changed in the meantime; it is at version {current}")
        self.current = current


class FieldRefused(MeetingError):
    """A value that is well formed but cannot be accepted here."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class PlaceTaken(MeetingError):
    """The room or bridge point holds another meeting at that time."""

    def __init__(self, place: str) -> None:
        super().__init__(f"another meeting is held there at that time: {place}")
        self.place = place
