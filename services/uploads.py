"""Taking in a body of bytes, bounded, without holding a database connection meanwhile."""

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from services.errors import UploadTooLarge


async def receive_upload(request: Request, session: AsyncSession, limit: int) -> bytes:
    """The request's body, at most `limit` bytes.

    The transaction is ended first: a slow sender must not hold a connection of the pool.
    """
    await session.commit()
    return await receive_body(request, limit)


async def receive_body(request: Request, limit: int) -> bytes:
    """The same where there is no transaction. Raises `UploadTooLarge`."""
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise UploadTooLarge(limit)
        pieces.append(piece)
    return b"".join(pieces)
