"""Electronic copies over HTTP: made, listed in their register, read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from services.deps import ActorDep, NowDep, PlatformDep, SessionDep
from services.documents.access import access_copy
from services.documents.schemas.copy import CopyCreate, CopyRead
from services.documents.service import copying, history, reading_copies
from services.downloads import WidthQuery, answer_file, answer_page
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.paging import (
    DEFAULT_LIMIT,
    CursorQuery,
    LimitQuery,
    Page,
    moment_cursor,
    moment_key,
    page_of,
)

router = APIRouter(tags=["copies"], route_class=IdempotentRoute)


@router.post("/documents/{document_id}/copies", status_code=202, dependencies=[IdempotencyDep])
async def copy_document(
    document_id: UUID, wanted: CopyCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> CopyRead:
    copy = await copying.copy_document(
        session=session, actor=actor, document_id=document_id, wanted=wanted, now=now
    )
    return await reading_copies.read_copy(session=session, actor=actor, copy=copy, now=now)


@router.post("/incoming/{incoming_id}/copies", status_code=202, dependencies=[IdempotencyDep])
async def copy_incoming(
    incoming_id: UUID, wanted: CopyCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> CopyRead:
    copy = await copying.copy_incoming(
        session=session, actor=actor, incoming_id=incoming_id, wanted=wanted, now=now
    )
    return await reading_copies.read_copy(session=session, actor=actor, copy=copy, now=now)


@router.get("/copies")
async def list_copies(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    document_id: UUID | None = None,
    incoming_id: UUID | None = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[CopyRead]:
    rows = await reading_copies.list_register(
        session=session,
        actor=actor,
        document_id=document_id,
        incoming_id=incoming_id,
        after=moment_cursor(cursor),
        limit=limit,
        now=now,
    )
    return page_of(
        rows, limit=limit, read=lambda row: row, key=lambda row: moment_key(row.started_at, row.id)
    )


@router.get("/copies/{copy_id}")
async def read_copy(copy_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> CopyRead:
    copy = await access_copy(session, actor, copy_id)
    return await reading_copies.read_copy(session=session, actor=actor, copy=copy, now=now)


@router.post("/copies/{copy_id}/retry", status_code=202, dependencies=[IdempotencyDep])
async def retry_copy(copy_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> CopyRead:
    copy = await copying.retry_copy(session=session, actor=actor, copy_id=copy_id, now=now)
    return await reading_copies.read_copy(session=session, actor=actor, copy=copy, now=now)


@router.get("/copies/{copy_id}/file")
async def read_copy_file(
    copy_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    download: bool = False,
) -> Response:
    copy = await access_copy(session, actor, copy_id)
    history.record_look(session, actor, "document_copy", copy.id, now=now)
    name = copy.number_and_symbol.replace("/", "-") + ".pdf"
    return await answer_file(platform, session, copy.digest, name, download=download)


@router.get("/copies/{copy_id}/pages/{page}")
async def read_copy_page(
    copy_id: UUID,
    page: Annotated[int, Path(ge=1)],
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    width: WidthQuery = 900,
) -> Response:
    copy = await access_copy(session, actor, copy_id)
    return await answer_page(platform, session, copy.digest, page=page, width=width)
