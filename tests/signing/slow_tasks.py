"""Tasks that behave badly, served by a real worker process."""

import io
import os
import time
from pathlib import Path
from typing import BinaryIO

from signing.errors import FieldMissing
from signing.settings import SigningSettings
from signing.shared_file import in_place


class BadTasks:
    """What a hostile file can make a worker do."""

    def __init__(self, settings: SigningSettings) -> None:
        self._settings = settings

    def warm_up(self) -> None:
        """Nothing to warm."""

    def echo(self, value: object) -> object:
        """Return it."""
        return value

    def sleep(self, seconds: float) -> float:
        """Keep the process."""
        time.sleep(seconds)
        return seconds

    def die(self) -> None:
        """Crash as a native library would."""
        os._exit(139)

    def eat(self, mebibytes: int) -> int:
        """Take memory."""
        return len(b"x" * (mebibytes * 1024 * 1024))

    def fail(self, what: str) -> None:
        """Raise one of our errors, or one that nobody expects."""
        if what == "ours":
            raise FieldMissing("CongvuSeal")
        raise ZeroDivisionError

    def chatter(self) -> str:
        """Print, which must not disturb the answers."""
        print("noise on standard output")  # noqa: T201
        return "done"

    def knows(self, name: str) -> bool:
        """Whether this is in the environment."""
        return name in os.environ

    def smuggle(self) -> Path:
        """Return a type that the parent does not accept."""
        return Path("/")

    @in_place
    def append(self, file: BinaryIO, tail: bytes) -> None:
        """Put it at the end."""
        file.seek(0, io.SEEK_END)
        file.write(tail)

    @in_place
    def overwrite(self, file: BinaryIO) -> None:
        """Change what was given."""
        file.write(b"forged")

    @in_place
    def cut(self, file: BinaryIO) -> None:
        """Take away some of what was given."""
        file.truncate(3)

    @in_place
    def grow(self, file: BinaryIO, mebibytes: int) -> None:
        """Write so much, a little at a time."""
        file.writelines(bytes(1024 * 1024) for _ in range(mebibytes))

    def reverse(self, value: bytes) -> bytes:
        """Make bytes that do not begin with what was given."""
        return value[::-1]
