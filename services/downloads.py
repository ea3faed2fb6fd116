"""Bytes and versions out: a kept PDF, pictures of its pages, a row's version as its ETag."""

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import StreamingResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.errors import FileAbsent
from services.pictures import picture_of_page
from services.platform import Platform
from services.text import Line
from storage.blobs.disposition import content_disposition

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")

FilenameQuery = Annotated[Line, Query(min_length=1, max_length=255)]
WidthQuery = Annotated[int, Query(ge=100, le=2000)]


async def answer_file(
    platform: Platform,
    session: AsyncSession,
    digest: str | None,
    filename: str,
    *,
    download: bool,
    kind: str = "application/pdf",
) -> Response:
    """The file as a stream; its address never changes its content, so its digest is its ETag."""
    if digest is None:
        raise FileAbsent("there is no file here yet")
    await session.commit()  # the body is produced after the session's block has ended
    size = await platform.blobs.size(digest)
    return StreamingResponse(
        platform.blobs.stream(digest),
        media_type=kind,
        headers={
            "Content-Length": str(size),
            "Content-Disposition": content_disposition(filename, inline=not download),
            "ETag": f'"{digest}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


async def answer_range(
    platform: Platform,
    session: AsyncSession,
    digest: str | None,
    *,
    kind: str,
    asked: str | None,
) -> Response:
    """A file that is played: whole, or one range of it (RFC 9110, 14); other ranges are ignored."""
    if digest is None:
        raise FileAbsent("there is no file here yet")
    await session.commit()  # as above
    size = await platform.blobs.size(digest)
    found = _RANGE.fullmatch(asked or "")
    first = int(found[1]) if found else 0
    last = min(int(found[2] or size), size - 1) if found else size - 1
    headers = {"ETag": f'"{digest}"', "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    if found and not first <= last:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(last - first + 1)
    if found:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return StreamingResponse(
        _between(platform.blobs.stream(digest), first, last),
        status_code=206 if found else 200,
        media_type=kind,
        headers=headers,
    )


async def _between(pieces: AsyncIterator[bytes], first: int, last: int) -> AsyncIterator[bytes]:
    at = 0
    async for piece in pieces:
        wanted = piece[max(first - at, 0) : max(last + 1 - at, 0)]
        if wanted:
            yield wanted
        at += len(piece)
        if at > last:
            return


async def answer_page(
    platform: Platform, session: AsyncSession, digest: str | None, *, page: int, width: int
) -> Response:
    if digest is None:
        raise FileAbsent("there is no file here yet")
    await session.commit()  # rendering takes a while and needs no transaction
    picture = await picture_of_page(platform, digest, page=page, width=width)
    return Response(
        picture,
        media_type="image/png",
        headers={"ETag": f'"{digest}-{page}-{width}"', "Cache-Control": "private, max-age=3600"},
    )


def etag(version: int) -> dict[str, str]:
    return {"ETag": f'"{version}"'}
