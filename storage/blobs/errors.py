"""What can go wrong with a blob store."""

from __future__ import annotations


class BlobError(Exception):
    """A blob could not be kept or given back."""


class BlobMissing(BlobError):
    """Nothing is stored under `digest`."""

    def __init__(self, *, digest: str) -> None:
        self.digest = digest
        super().__init__(f"Nothing is stored under {digest}.")


class BlobCorrupt(BlobError):
    """What is stored under `digest` has another content than it was stored with."""

    def __init__(self, *, digest: str, found: str) -> None:
        self.digest = digest
        self.found = found
        super().__init__(
            f"The stored content of {digest} has changed: its SHA-256 is now {found}. "
            "Restore it from a backup."
        )


class BlobLocked(BlobError):
    """The store forbids the deletion of `digest`: retention, or the rights of our key."""

    def __init__(self, *, digest: str) -> None:
        self.digest = digest
        super().__init__(f"The blob store does not let {digest} be deleted.")


class BlobStoreUnavailable(BlobError):
    """The store did not do what was asked of it; `reason` is one sentence of it or about it."""

    def __init__(self, *, store: str, reason: str) -> None:
        self.store = store
        self.reason = reason
        super().__init__(f"The blob store {store} is not usable: {reason}")
