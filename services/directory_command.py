"""`congvu directory load`: an office's own directory, and the first passwords of its people."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from auth.settings import AuthSettings
from services.clock import Clock
from services.identities.directory.file import DirectoryRefused, read_directory
from services.identities.directory.loading import load_directory
from services.identities.directory.writing import Loaded
from services.settings import ServiceSettings
from storage.database import Database


async def load_file(
    file: Path, *, url: str, settings: ServiceSettings, passwords: Path | None, only_check: bool
) -> Loaded:
    """Check everything, then write everything or nothing. Raises `DirectoryRefused`."""
    read = read_directory(file)
    database = Database(url, pool_size=1, statement_timeout_ms=0)
    try:
        async with database.session() as session:
            done = await load_directory(
                session=session,
                read=read,
                with_accounts=passwords is not None,
                password_lifetime=AuthSettings().first_password_lifetime,
                now=Clock(settings.clock_offset).now(),
            )
            if only_check:
                await session.rollback()
                return done
            with _kept(passwords, done.passwords):
                await session.commit()  # a command has no door that commits for it
    except IntegrityError as error:
        raise DirectoryRefused(
            [f"somebody changed the directory meanwhile: {error.orig}"]
        ) from error
    finally:
        await database.aclose()
    return done


@contextmanager
def _kept(path: Path | None, passwords: dict[str, str]) -> Iterator[None]:
    """The passwords lie in the file before they count, and are gone if they never do."""
    if path is None or not passwords:
        yield
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise DirectoryRefused([f"{path} exists; name a new file for the passwords"]) from error
    with os.fdopen(handle, "w", encoding="utf-8") as writing:
        writing.writelines(f"{name}\t{password}\n" for name, password in passwords.items())
    try:
        yield
    except BaseException:
        path.unlink()
        raise


def describe(done: Loaded, *, only_check: bool) -> str:
    """One line for a person: what was written, or would be."""
    told = ", ".join(f"{count} {noun}" for noun, count in sorted(done.counts.items()))
    if not told:
        return "nothing is new"
    return f"would write {told}" if only_check else f"wrote {told}"
