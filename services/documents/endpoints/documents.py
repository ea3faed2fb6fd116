"""Outgoing documents over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from services.deps import (
    ActorDep,
    NowDep,
    PlatformDep,
    RequiredVersionDep,
    SessionDep,
    SignedIn,
    VersionDep,
)
from services.documents.access import access_document
from services.documents.endpoints.cursors import moment_cursor, moment_key
from services.documents.endpoints.files import (
    FilenameQuery,
    WidthQuery,
    answer_file,
    answer_page,
    document_address,
    etag,
)
from services.documents.models.states import DocumentState
from services.documents.schemas.document import (
    Approval,
    DocumentCreate,
    DocumentRead,
    DocumentRow,
    DocumentTypeRead,
    DocumentUpdate,
    SubmitForReview,
)
from services.documents.schemas.shared import CommentCreate, HistoryRead, ReasonGiven
from services.documents.service import (
    drafting,
    history,
    issuing,
    reading,
    reviewing,
    signing,
    uploading,
)
from services.documents.types import DOCUMENT_TYPES
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.paging import DEFAULT_LIMIT, CursorQuery, LimitQuery, Page, page_of
from services.uploads import receive_upload

router = APIRouter(tags=["documents"], route_class=IdempotentRoute)


@router.get("/document-types", dependencies=[SignedIn])
async def read_types() -> list[DocumentTypeRead]:
    return [DocumentTypeRead(code=code, name=name) for code, name in DOCUMENT_TYPES.items()]


@router.get("/documents")
async def list_documents(
    session: SessionDep,
    actor: ActorDep,
    state: DocumentState | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
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


@router.put("/documents/{document_id}/file")
async def upload_file(
    document_id: UUID,
    filename: FilenameQuery,
    request: Request,
    response: Response,
    version: RequiredVersionDep,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    await uploading.may_upload(session, actor, document_id)
    data = await receive_upload(request, session, platform.settings.upload_limit)
    upload = await uploading.take_in(
        blobs=platform.blobs,
        signing=platform.signing,
        actor=actor,
        data=data,
        filename=filename,
        now=now,
    )
    document = await uploading.attach_file(
        session=session,
        actor=actor,
        document_id=document_id,
        upload=upload,
        expected_version=version,
        now=now,
    )
    response.headers.update(etag(document.version))
    return await reading.read_document(session=session, actor=actor, document=document)


@router.get("/documents/{document_id}/file")
async def read_file(
    document_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    download: bool = False,
) -> Response:
    document = await access_document(session, actor, document_id)
    main = await reading.current_file(session, document)
    history.record_look(session, actor, "document", document.id, now=now)
    return await answer_file(platform, session, main.digest, main.filename, download=download)


@router.get("/documents/{document_id}/pages/{page}")
async def read_page(
    document_id: UUID,
    page: Annotated[int, Path(ge=1)],
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    width: WidthQuery = 900,
) -> Response:
    document = await access_document(session, actor, document_id)
    main = await reading.current_file(session, document)
    return await answer_page(platform, session, main.digest, page=page, width=width)


@router.post("/documents/{document_id}/submit")
async def submit_document(
    document_id: UUID,
    submission: SubmitForReview,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await reviewing.submit_for_review(
        session=session,
        actor=actor,
        document_id=document_id,
        submission=submission,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/comments", status_code=201, dependencies=[IdempotencyDep])
async def comment_document(
    document_id: UUID, comment: CommentCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> DocumentRead:
    document = await reviewing.add_comment(
        session=session, actor=actor, document_id=document_id, comment=comment, now=now
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/return")
async def return_document(
    document_id: UUID,
    given: ReasonGiven,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await reviewing.return_for_changes(
        session=session,
        actor=actor,
        document_id=document_id,
        reason=given.reason,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/approve")
async def approve_document(
    document_id: UUID,
    approval: Approval,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await reviewing.approve(
        session=session,
        actor=actor,
        document_id=document_id,
        text=approval.text,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/sign", status_code=202, dependencies=[IdempotencyDep])
async def sign_document(
    document_id: UUID, version: VersionDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> DocumentRead:
    document = await signing.start_personal_signature(
        session=session, actor=actor, document_id=document_id, expected_version=version, now=now
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/issue", status_code=202, dependencies=[IdempotencyDep])
async def issue_document(
    document_id: UUID, version: VersionDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> DocumentRead:
    document = await issuing.issue(
        session=session, actor=actor, document_id=document_id, expected_version=version, now=now
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/documents/{document_id}/cancel")
async def cancel_document(
    document_id: UUID,
    given: ReasonGiven,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    document = await drafting.cancel_draft(
        session=session,
        actor=actor,
        document_id=document_id,
        reason=given.reason,
        expected_version=version,
        now=now,
    )
    return await reading.read_document(session=session, actor=actor, document=document)


@router.get("/documents/{document_id}/history")
async def read_history(
    document_id: UUID, session: SessionDep, actor: ActorDep
) -> list[HistoryRead]:
    document = await access_document(session, actor, document_id)
    return await history.read_history(session, "document", document.id)
