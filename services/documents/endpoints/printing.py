"""Printed copies: the file to print, and what everybody may look up by the code on it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.deps import ActorDep, NowDep, PlatformDep, PublicVisit, SessionDep
from services.documents.access import access_document
from services.documents.schemas.lookup import PublicDocument
from services.documents.service.printing import look_up, make_copy, order_copy
from services.idempotency import IdempotentRoute
from storage.blobs.disposition import content_disposition

router = APIRouter(tags=["documents"], route_class=IdempotentRoute)

CodePath = Annotated[str, Path(pattern="^[0-9A-Z]{20}$")]
DigestQuery = Annotated[
    str | None, Query(pattern="^[0-9a-f]{8,64}$", description="the digest, or how it starts")
]


@router.get("/documents/{document_id}/print", response_class=Response)
async def read_printed_copy(
    document_id: UUID, platform: PlatformDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> Response:
    """A PDF to print: the pages, and below each the code by which the copy is checked."""
    document = await access_document(session, actor, document_id)
    order = await order_copy(session=session, actor=actor, document=document, now=now)
    await session.commit()  # typesetting takes a while and needs no transaction
    url = platform.settings.origin
    pdf = await make_copy(platform.blobs, platform.signing, order, public_url=url, now=now)
    name = f"ban-in-{order.number_and_symbol.replace('/', '-')}.pdf"
    headers = {"Content-Disposition": content_disposition(name, inline=True)}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.get("/public/documents/{code}", dependencies=[PublicVisit])
async def look_up_printed_copy(
    code: CodePath, session: SessionDep, digest: DigestQuery = None
) -> PublicDocument:
    """Who issued the document with this code, when, and whether its signatures hold."""
    return await look_up(session=session, code=code, digest=digest)
