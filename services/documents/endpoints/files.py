"""Bytes in and out: uploads bounded by the limit, downloads and page pictures."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from fastapi.responses import StreamingResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.documents.errors import FileAbsent
from services.documents.pictures import picture_of_page
from services.platform import Platform
from services.text import Line
from storage.blobs.disposition import content_disposition

FilenameQuery = Annotated[Line, Query(min_length=1, max_length=255)]
WidthQuery = Annotated[int, Query(ge=100, le=2000)]


async def answer_file(
    platform: Platform,
    session: AsyncSession,
    digest: str | None,
    filename: str,
    *,
    download: bool,
) -> Response:
    """The PDF as a stream; its address never changes its content, so its digest is its ETag."""
    if digest is None:
        raise FileAbsent("there is no file here yet")
    await session.commit()  # the body is produced after the session's block has ended
    size = await platform.blobs.size(digest)
    return StreamingResponse(
        platform.blobs.stream(digest),
        media_type="application/pdf",
        headers={
            "Content-Length": str(size),
            "Content-Disposition": content_disposition(filename, inline=not download),
            "ETag": f'"{digest}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


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


def document_address(document_id: UUID) -> str:
    return f"/api/v1/documents/{document_id}"
