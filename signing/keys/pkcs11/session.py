"""One session with one token, kept open by each worker process and opened again when it is lost."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pkcs11
from pkcs11 import exceptions as raised

from signing.errors import KeyRefused, KeyUnavailable
from signing.keys.pins import PinSource

if TYPE_CHECKING:
    # Only the stub knows it by this name: at run time a function of the package has it.
    from pkcs11._pkcs11 import lib as Library  # noqa: N812 - a class

T = TypeVar("T")

#: What a call says of a session or a token that has gone: another session may do better.
_LOST = (
    raised.DeviceError,
    raised.DeviceRemoved,
    raised.FunctionFailed,
    raised.GeneralError,
    raised.KeyHandleInvalid,
    raised.ObjectHandleInvalid,
    raised.OperationActive,
    raised.SessionClosed,
    raised.SessionHandleInvalid,
    raised.SlotIDInvalid,
    raised.TokenNotPresent,
    raised.UserNotLoggedIn,
)
_REFUSALS: dict[type[Exception], str] = {
    raised.PinIncorrect: "wrong_pin",
    raised.PinInvalid: "wrong_pin",
    raised.PinLenRange: "wrong_pin",
    raised.PinLocked: "pin_locked",
    raised.PinExpired: "pin_expired",
    raised.UserPinNotInitialized: "pin_not_set",
}


class TokenSession:
    """A session for reading and signing; ``label`` and ``serial`` choose the token."""

    def __init__(self, module: Path, *, label: str, serial: str, pin: PinSource) -> None:
        self._module = module
        self._label = label
        self._serial = serial
        self._pin = pin
        self._session: pkcs11.Session | None = None
        #: Counts the sessions: what was found in one is worth nothing in the next.
        self.generation = 0

    @property
    def name(self) -> str:
        """How the token is called in messages."""
        return self._label or self._serial or self._module.name

    def run(self, work: Callable[[pkcs11.Session], T]) -> T:
        """Do the work in a session that is logged in, a second time in a new one if it was lost.

        What has not given a value has signed nothing that anybody has: to repeat it is safe.

        Raises:
            KeyRefused: the PIN is refused, locked or missing.
            KeyUnavailable: the module or the token is not there, or fails twice.
        """
        try:
            return work(self._open())
        except _LOST:
            self.close()
        try:
            return work(self._open(anew=True))
        except _LOST as error:
            self.close()
            raise KeyUnavailable(self.name, type(error).__name__) from error

    def token(self) -> pkcs11.Token:
        """Return the token.

        Raises:
            KeyUnavailable: the module cannot be loaded, the token is absent, or several match.
        """
        with self._opening():
            return self._token(self._library())

    def mechanisms(self) -> set[pkcs11.Mechanism]:
        """Return what the token offers."""
        return set(self.token().slot.get_mechanisms())

    def close(self) -> None:
        """Forget the session; the token may have done so before."""
        session, self._session = self._session, None
        if session is not None:
            try:
                session.close()
            except raised.PKCS11Error:
                return

    def _open(self, *, anew: bool = False) -> pkcs11.Session:
        if self._session is None:
            with self._opening():
                library = self._library()
                try:
                    token = self._token(library) if not anew else None
                except KeyUnavailable:
                    token = None
                if token is None:
                    # Some modules see a token that was put in again only after this.
                    library.reinitialize()
                    token = self._token(library)
                self._session = self._logged_in(token)
                self.generation += 1
        return self._session

    @contextmanager
    def _opening(self) -> Iterator[None]:
        """One process of this machine at a time opens the module and logs in.

        SoftHSM writes the token's file anew at a login, and who opens the module meanwhile finds
        no token: with four processes at once every second opening failed so (measured).
        """
        try:
            module = self._module.open("rb")
        except OSError as error:
            raise KeyUnavailable(self.name, "module_unusable") from error
        with module:
            fcntl.flock(module, fcntl.LOCK_EX)
            yield

    def _library(self) -> "Library":
        try:
            return pkcs11.lib(str(self._module))
        except (raised.PKCS11Error, RuntimeError, OSError) as error:
            raise KeyUnavailable(self.name, "module_unusable") from error

    def _token(self, library: "Library") -> pkcs11.Token:
        wanted = {"token_label": self._label or None}
        serial = self._serial.encode() or None
        try:
            found = list(library.get_tokens(**wanted, token_serial=serial))
        except _LOST as error:
            raise KeyUnavailable(self.name, "token_absent") from error
        if len(found) != 1:
            raise KeyUnavailable(self.name, "several_tokens" if found else "token_absent")
        return found[0]

    def _logged_in(self, token: pkcs11.Token) -> pkcs11.Session:
        pin = self._pin.read(self.name)
        if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
            raise KeyRefused(self.name, "pin_locked")
        if token.flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY:
            # The last try belongs to a person who knows the PIN.
            raise KeyRefused(self.name, "pin_final_try")
        if pin is None and not token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH:
            raise KeyRefused(self.name, "pin_missing")
        given = pkcs11.PROTECTED_AUTH if pin is None else pin.get_secret_value()
        with self._pin.trying(self.name):
            try:
                return token.open(user_pin=given)
            except tuple(_REFUSALS) as error:
                # Not chained: a trace of the module's call has nothing to tell.
                raise KeyRefused(self.name, _REFUSALS[type(error)]) from None

    def pin(self) -> str | None:
        """Return the PIN for a key that wants it with every signature."""
        read = self._pin.read(self.name)
        return None if read is None else read.get_secret_value()
