"""What a document refuses, and why. No HTTP status here (services/problems.py)."""

from uuid import UUID


class DocumentError(Exception):
    """Root of this service's expected failures."""


class NotVisible(DocumentError):
    """Not there, or not for this actor: the two look alike."""

    def __init__(self, noun: str, wanted: UUID | str) -> None:
        super().__init__(f"no such {noun}: {wanted}")
        self.noun = noun
        self.wanted = wanted


class MoveRefused(DocumentError):
    """The state machine has no such move from where the thing stands."""

    def __init__(self, noun: str, state: str, wanted: str) -> None:
        super().__init__(f"a {noun} that is {state} cannot become {wanted}")
        self.noun = noun
        self.state = state
        self.wanted = wanted


class VersionConflict(DocumentError):
    """Somebody changed it in between (If-Match does not hold)."""

    def __init__(self, current: int) -> None:
        super().__init__(f"changed in the meantime; it is at version {current}")
        self.current = current


class FieldRefused(DocumentError):
    """A value that is well formed but cannot be accepted here."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class SigningUnderWay(DocumentError):
    """A signature of this document is being made; wait for it to end."""


class KeyElsewhere(DocumentError):
    """The key lies elsewhere than this way of signing looks for it: `server` or `client`."""

    def __init__(self, place: str) -> None:
        super().__init__(f"the key of this certificate lies at the {place}")
        self.place = place


class CertificateNotRegistered(DocumentError):
    """The token holds another certificate than the one entered for the appointment in use."""


class OriginRefused(DocumentError):
    """The request does not come from the pages of this system."""

    def __init__(self, origin: str) -> None:
        super().__init__(f"not the address of this system: {origin or 'no Origin'}")


class SigningSessionOver(DocumentError):
    """The session was completed, aborted or has expired; begin another."""

    def __init__(self, state: str) -> None:
        super().__init__(f"this signing session is {state}; begin another")
        self.state = state


class SignaturesNotValid(DocumentError):
    """An incoming document may be registered only when its signatures are found valid."""

    def __init__(self, outcome: str | None) -> None:
        super().__init__(f"the signatures are not valid: {outcome or 'not verified yet'}")
        self.outcome = outcome
