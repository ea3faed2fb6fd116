"""Reading and writing in pieces, hashed on the way."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Protocol

from storage.blobs.errors import BlobCorrupt
from storage.blobs.port import PIECE_BYTES, BlobInfo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class _Readable(Protocol):
    def read(self, amount: int, /) -> bytes: ...


async def write_pieces(
    data: bytes | AsyncIterator[bytes], *, write: Callable[[bytes], object]
) -> BlobInfo:
    """Give `data` to `write` in threads, holding about one piece of a stream in memory.

    An error of the source comes through as it is.
    """
    hasher = hashlib.sha256()
    size = 0

    def take(piece: bytes) -> None:
        hasher.update(piece)
        write(piece)

    if isinstance(data, bytes):
        await asyncio.to_thread(take, data)
        return BlobInfo(digest=hasher.hexdigest(), size=len(data))
    waiting = bytearray()
    async for part in data:
        size += len(part)
        waiting += part
        if len(waiting) >= PIECE_BYTES:
            await asyncio.to_thread(take, bytes(waiting))
            waiting = bytearray()
    await asyncio.to_thread(take, bytes(waiting))
    return BlobInfo(digest=hasher.hexdigest(), size=size)


async def read_pieces(file: _Readable, *, digest: str) -> AsyncIterator[bytes]:
    """Yield the content of `file`; the last piece only when all of it has this digest."""
    hasher = hashlib.sha256()

    def read() -> bytes:
        piece = file.read(PIECE_BYTES)
        hasher.update(piece)
        return piece

    held = await asyncio.to_thread(read)
    while following := await asyncio.to_thread(read):
        yield held
        held = following
    if hasher.hexdigest() != digest:
        raise BlobCorrupt(digest=digest, found=hasher.hexdigest())
    if held:
        yield held
