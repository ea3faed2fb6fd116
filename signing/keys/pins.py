"""The PIN of a token or of a remote key: where it comes from, and that a wrong one is tried once.

A key locks itself after a few wrong PINs, and every worker of every process would try its own:
so they log in one after the other, and the first refusal is written down for all of them.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from signing.errors import KeyRefused
from signing.keys.files import write_atomically

#: What a PIN out of the environment is known by: that it has changed cannot be seen.
_FROM_ENVIRONMENT = "environment"


@dataclass(frozen=True)
class PinSource:
    """A file (its first line) or a value, for the store ``name``.

    ``state`` is a folder that all processes share.
    """

    name: str
    file: Path | None
    value: SecretStr | None
    state: Path

    @property
    def refusal(self) -> Path:
        """The file that says that the PIN was refused; removed by hand, or by a new PIN file."""
        return self.state / f"{self.name}-pin.refused"

    def read(self, label: str) -> SecretStr | None:
        """Return the PIN; None where the token asks for it itself.

        Raises:
            KeyRefused: the file cannot be read or is empty.
        """
        if self.file is None:
            return self.value
        try:
            first = self.file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise KeyRefused(label, "pin_file_unreadable") from error
        if not first:
            raise KeyRefused(label, "pin_file_empty")
        return SecretStr(first)

    @contextmanager
    def trying(self, label: str) -> Iterator[None]:
        """Log in inside; a ``wrong_pin`` that comes out of it is remembered.

        Raises:
            KeyRefused: this PIN was refused before, so it is not tried again.
        """
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.state / f".{self.name}-pin.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._was_refused():
                raise KeyRefused(label, "pin_refused_before")
            try:
                yield
            except KeyRefused as error:
                if error.reason == "wrong_pin":
                    write_atomically(self.refusal, self._mark().encode(), mode=0o600)
                raise
            self.refusal.unlink(missing_ok=True)

    def _was_refused(self) -> bool:
        try:
            return self.refusal.read_text() == self._mark()
        except FileNotFoundError:
            return False

    def _mark(self) -> str:
        # Nothing that is made from the PIN: it is short enough to be guessed from any digest.
        if self.file is None:
            return _FROM_ENVIRONMENT
        found = self.file.stat()
        return f"{found.st_ino}:{found.st_mtime_ns}"
