"""The door to stored bytes, and what every adapter behind it shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime, timedelta

PIECE_BYTES = 1024 * 1024  # what a stream holds in memory at a time
_DIGEST = re.compile(r"[0-9a-f]{64}")
# A first part of three letters or more is never a folder of blobs.
_NAME = re.compile(r"[a-z]{3,30}(/[a-z0-9][a-z0-9._-]{0,99}){1,12}")


@dataclass(frozen=True)
class BlobInfo:
    """What was stored: lower-case hexadecimal SHA-256 and the number of bytes."""

    digest: str
    size: int


class BlobStore(Protocol):
    """Keeps bytes under their SHA-256: the same bytes are one blob, and a blob never changes.

    Every method raises BlobStoreUnavailable when the store does not answer, and ValueError for
    a digest that is not 64 lower-case hexadecimal digits.
    """

    async def put(self, data: bytes | AsyncIterator[bytes]) -> BlobInfo:
        """Keep `data`; when this returns it survives a crash, until then nobody sees it."""
        ...

    async def get(self, digest: str) -> bytes:
        """Return the whole content, checked. BlobMissing, BlobCorrupt."""
        ...

    def stream(self, digest: str) -> AsyncIterator[bytes]:
        """Yield the content in pieces of up to 1 MiB. BlobMissing, BlobCorrupt.

        The last piece is held back until the whole is checked, so that a changed blob is never
        delivered complete.
        """
        ...

    async def size(self, digest: str) -> int:
        """Return the number of bytes. BlobMissing."""
        ...

    async def exists(self, digest: str) -> bool:
        """Tell whether the blob is stored."""
        ...

    async def presign(self, digest: str, *, expires: timedelta, filename: str) -> str | None:
        """Return an address a browser can download from as `filename`, or None: serve it then."""
        ...

    async def lock(self, digest: str, *, until: datetime) -> bool:
        """Forbid the deletion before `until` (aware); False where the store cannot enforce it.

        A later date in force already stays. BlobMissing.
        """
        ...

    async def delete(self, digest: str) -> None:
        """Forget the blob for good, every version of it; nothing to do where it is not stored.

        Only for what must not be kept: nothing else is ever deleted. BlobLocked.
        """
        ...

    async def put_named(self, name: str, data: bytes, *, until: datetime | None = None) -> None:
        """Keep `data` where others look it up: under `name`, in the place of what was there.

        Where the store can enforce it, this version is locked `until` then.
        """
        ...

    async def find_named(self, name: str) -> bytes | None:
        """Return what is kept under `name`, or None."""
        ...

    async def delete_named(self, folder: str) -> None:
        """Forget everything whose name begins with `folder` and a slash."""
        ...

    async def check(self) -> str:
        """Return one line about the store for `congvu doctor`."""
        ...


def require_digest(digest: str) -> str:
    """Return `digest`, or raise ValueError: it becomes part of a path."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a SHA-256 in lower-case hexadecimal")
    return digest


def require_name(name: str) -> str:
    """Return `name`, or raise ValueError: it becomes a path."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name for what is kept beside the blobs")
    return name
