"""What can go wrong when somebody asks to act. No HTTP status here (services/problems.py)."""

from uuid import UUID

from sqlmodel import SQLModel

from storage.journal import LeavesTrace


class AuthError(Exception):
    """Root of this package's expected failures."""


class SignInRefused(AuthError, LeavesTrace):
    """Unknown user or wrong password: the two are never told apart. The attempt is counted."""

    def __init__(self, *traces: SQLModel) -> None:
        super().__init__("the user name or the password is not right")
        self.traces = traces


class TooManyAttempts(AuthError):
    """Password attempts come faster than allowed for this account from this address."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"too many attempts; try again in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


class NotSignedIn(AuthError):
    """No session, an ended session, or a token that does not hold."""

    def __init__(self) -> None:
        super().__init__("sign in first: there is no open session behind this request")


class PasswordChangeNeeded(AuthError):
    """The password was given out by an administrator: it opens nothing but its own change."""

    def __init__(self) -> None:
        super().__init__("change the password first: PUT /account/password")


class OldPasswordWrong(AuthError, LeavesTrace):
    """The old password is not right. The attempt is counted."""

    def __init__(self, *traces: SQLModel) -> None:
        super().__init__("the old password is not right")
        self.traces = traces


class WeakPassword(AuthError):
    """A new password that would be guessed; `reason` is that of `auth.password_rules`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the new password would be guessed: {reason}")
        self.reason = reason


class NotAllowed(AuthError):
    """The actor can see the thing but may not do this with it."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"the appointment in use does not include: {permission}")
        self.permission = permission


class AppointmentUnavailable(AuthError):
    """The appointment is not the person's, or not in force today."""

    def __init__(self) -> None:
        super().__init__("not one of your appointments in force today")


class AgencyMissing(AuthError):
    """No agency with this id or code is in force on the day asked for."""

    def __init__(self, wanted: UUID | str) -> None:
        super().__init__(f"no such agency: {wanted}")
        self.wanted = wanted


class PictureMissing(AuthError):
    """No picture of a seal or a signature is stored for the holder, or there is no such holder."""

    def __init__(self, holder: UUID) -> None:
        super().__init__(f"no picture for {holder}")
        self.holder = holder


class CredentialMissing(AuthError):
    """The appointment or agency has no certificate in force to sign with."""

    def __init__(self, holder: UUID) -> None:
        super().__init__(f"no certificate in force for {holder}")
        self.holder = holder
