"""Outgoing documents over HTTP: the register, drafts, reading."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.deps import (
    ActorDep,
    NowDep,
    RequiredVersionDep,
    SessionDep,
    SignedIn,
)
from services.documents.access import access_document
from services.documents.endpoints.addresses import document_address
from services.documents.models.states import DocumentState
from services.documents.schemas.document import (
    DocumentCreate,
    DocumentRead,
    DocumentRow,
    DocumentTypeRead,
    DocumentUpdate,
)
from services.documents.service import (
    drafting,
    reading,
)
from services.documents.types import DOCUMENT_TYPES
from services.downloads import etag
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
from services.text import WordsQuery

router = APIRouter(tags=["documents"], route_class=IdempotentRoute)


@router.get("/document-types", dependencies=[SignedIn])
async def read_types() -> list[DocumentTypeRead]:
    return [DocumentTypeRead(code=code, name=name) for code, name in DOCUMENT_TYPES.items()]


@router.get("/documents")
async def list_documents(
    session: SessionDep,
    actor: ActorDep,
    state: DocumentState | None = None,
    q: WordsQuery = "",
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[DocumentRow]:
    rows = await reading.list_register(
        session=session, actor=actor, state=state, query=q, after=moment_cursor(cursor), limit=limit
    )
    return page_of(
        rows, limit=limit, read=lambda row: row, key=lambda row: moment_key(row.changed_at, row.id)
    )


@router.get("/documents/counts")
async def count_documents(session: SessionDep, actor: ActorDep) -> dict[DocumentState, int]:
    return await reading.count_register(session=session, actor=actor)


@router.post("/documents", status_code=201, dependencies=[IdempotencyDep])
async def create_document(
    draft: DocumentCreate, response: Response, session: SessionDep, actor: ActorDep, now: NowDep
) -> DocumentRead:
    document = await drafting.create_draft(session=session, actor=actor, draft=draft, now=now)
    response.headers["Location"] = document_address(document.id)
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)


@router.get("/documents/{document_id}")
async def read_document(
    document_id: UUID, response: Response, session: SessionDep, actor: ActorDep
) -> DocumentRead:
    document = await access_document(session, actor, document_id)
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)


@router.patch("/documents/{document_id}")
async def change_document(
    document_id: UUID,
    change: DocumentUpdate,
    response: Response,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await drafting.change_draft(
        session=session,
        actor=actor,
        document_id=document_id,
        change=change,
        expected_version=version,
        now=now,
    )
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)
