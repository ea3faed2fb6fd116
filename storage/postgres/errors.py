"""What can go wrong with the embedded PostgreSQL; every message ends with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be used."""


class PostgresNotFound(PostgresError):
    """There are no binaries that fit; `reasons` has one line for each place looked at."""

    def __init__(self, *, reasons: list[str]) -> None:
        self.reasons = reasons
        tried = "; ".join(reasons) or "nothing was found"
        super().__init__(
            f"No PostgreSQL 15 or newer can be run here ({tried}). Install the Debian package "
            "postgresql, or set DATABASE_URL to a server you have."
        )


class PostgresInUse(PostgresError):
    """Another running congvu holds this data folder; `pid` is its process where it is known."""

    def __init__(self, *, data_dir: Path, pid: int | None) -> None:
        self.data_dir = data_dir
        self.pid = pid
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"The database in {data_dir} is in use by a running congvu ({who}). Stop that one "
            "first, or work in another folder."
        )


class PostgresVersionMismatch(PostgresError):
    """The data folder was written by another major version than any binaries found here."""

    def __init__(self, *, cluster: Path, written_by: str, reasons: list[str]) -> None:
        self.cluster = cluster
        self.written_by = written_by
        super().__init__(
            f"The database in {cluster} was written by PostgreSQL {written_by}, which is not here "
            f"({'; '.join(reasons)}). Install PostgreSQL {written_by}, or move the folder away to "
            "start anew."
        )


class PostgresNotOurs(PostgresError):
    """The data folder belongs to an account that this one cannot act for."""

    def __init__(self, *, path: Path, owner: int) -> None:
        self.path = path
        self.owner = owner
        super().__init__(
            f"The database in {path} belongs to user {owner}. Start congvu as the user who "
            "started it before, or as root."
        )


class PostgresFailed(PostgresError):
    """A PostgreSQL program ended or did not answer; `output` holds its last lines."""

    def __init__(self, *, doing: str, output: str, log: Path | None = None) -> None:
        self.doing = doing
        self.output = output
        where = f" The whole log is in {log}." if log else ""
        super().__init__(
            f"PostgreSQL failed while {doing}: {output or 'it said nothing.'}{where} Mend what it "
            "names, or set DATABASE_URL to a server you have."
        )
