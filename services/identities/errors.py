"""What an administrator is refused."""

from uuid import UUID


class IdentityError(Exception):
    """Root of this service's expected failures."""


class HolderMissing(IdentityError):
    """No such appointment, certificate, person or account in an agency one looks after."""

    def __init__(self, wanted: UUID | str) -> None:
        super().__init__(f"not in this agency: {wanted}")
        self.wanted = wanted


class CertificateInUse(IdentityError):
    """The certificate, its key or the key's label serves somebody else, or this holder already.

    `reason`: `other_holder`, `registered_already`, `label_in_use`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"the certificate or its key is in use: {reason}")
        self.reason = reason


class KeyMismatch(IdentityError):
    """The key under this label signs with another certificate than the one that was uploaded."""

    def __init__(self, serial: str) -> None:
        super().__init__(f"beside the key lies another certificate: {serial}")
        self.serial = serial


class AlreadyEnded(IdentityError):
    """What is to be ended has ended."""

    def __init__(self) -> None:
        super().__init__("it has ended already")


class NotOneself(IdentityError):
    """Administrators change neither their own appointments nor their own account from here."""

    def __init__(self) -> None:
        super().__init__("another administrator has to do this for you")


class Taken(IdentityError):
    """A staff code or a user name that somebody has."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is taken")
        self.field = field


class KeyNotUsable(IdentityError):
    """The key did not sign: `reason` is the machine code of what holds it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the key does not sign: {reason}")
        self.reason = reason


class FieldRefused(IdentityError):
    """A value that cannot be: `field` says which, `reason` why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason
