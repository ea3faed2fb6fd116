"""Incoming documents over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from services.deps import ActorDep, NowDep, PlatformDep, RequiredVersionDep, SessionDep, VersionDep
from services.documents.access import access_incoming
from services.documents.models.states import IncomingState
from services.documents.schemas.incoming import (
    AssignmentCreate,
    IncomingRead,
    IncomingRow,
    PaperCreate,
    Report,
)
from services.documents.service import (
    assigning,
    completing,
    history,
    reading_incoming,
    registering,
    uploading,
)
from services.downloads import FilenameQuery, WidthQuery, answer_file, answer_page, etag
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
from services.reasons import ReasonGiven
from services.text import WordsQuery
from services.uploads import receive_upload

router = APIRouter(tags=["incoming"], route_class=IdempotentRoute)


@router.get("/incoming")
async def list_incoming(
    session: SessionDep,
    actor: ActorDep,
    state: IncomingState | None = None,
    q: WordsQuery = "",
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[IncomingRow]:
    rows = await reading_incoming.list_register(
        session=session, actor=actor, state=state, query=q, after=moment_cursor(cursor), limit=limit
    )
    return page_of(
        rows, limit=limit, read=lambda row: row, key=lambda row: moment_key(row.arrived_at, row.id)
    )


@router.get("/incoming/counts")
async def count_incoming(session: SessionDep, actor: ActorDep) -> dict[IncomingState, int]:
    return await reading_incoming.count_register(session=session, actor=actor)


@router.post("/incoming", status_code=201, dependencies=[IdempotencyDep])
async def register_paper(
    paper: PaperCreate, response: Response, session: SessionDep, actor: ActorDep, now: NowDep
) -> IncomingRead:
    incoming = await registering.register_paper(session=session, actor=actor, paper=paper, now=now)
    response.headers["Location"] = f"/api/v1/incoming/{incoming.id}"
    response.headers.update(etag(incoming.version))
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.get("/incoming/{incoming_id}")
async def read_incoming(
    incoming_id: UUID, response: Response, session: SessionDep, actor: ActorDep
) -> IncomingRead:
    incoming = await access_incoming(session, actor, incoming_id)
    response.headers.update(etag(incoming.version))
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.put("/incoming/{incoming_id}/file")
async def upload_scan(
    incoming_id: UUID,
    filename: FilenameQuery,
    request: Request,
    version: RequiredVersionDep,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> IncomingRead:
    await registering.may_attach_scan(session, actor, incoming_id)
    data = await receive_upload(request, session, platform.settings.upload_limit)
    upload = await uploading.take_in(
        blobs=platform.blobs,
        signing=platform.signing,
        actor=actor,
        data=data,
        filename=filename,
        now=now,
    )
    incoming = await registering.attach_scan(
        session=session,
        actor=actor,
        incoming_id=incoming_id,
        upload=upload,
        expected_version=version,
        now=now,
    )
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.get("/incoming/{incoming_id}/file")
async def read_file(
    incoming_id: UUID,
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    *,
    download: bool = False,
) -> Response:
    incoming = await access_incoming(session, actor, incoming_id)
    history.record_look(session, actor, "incoming_document", incoming.id, now=now)
    name = incoming.number_and_symbol.replace("/", "-") + ".pdf"
    return await answer_file(platform, session, incoming.digest, name, download=download)


@router.get("/incoming/{incoming_id}/pages/{page}")
async def read_page(
    incoming_id: UUID,
    page: Annotated[int, Path(ge=1)],
    platform: PlatformDep,
    session: SessionDep,
    actor: ActorDep,
    width: WidthQuery = 900,
) -> Response:
    incoming = await access_incoming(session, actor, incoming_id)
    return await answer_page(platform, session, incoming.digest, page=page, width=width)


@router.post("/incoming/{incoming_id}/register")
async def register_incoming(
    incoming_id: UUID, version: VersionDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> IncomingRead:
    incoming = await registering.register(
        session=session, actor=actor, incoming_id=incoming_id, expected_version=version, now=now
    )
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.post("/incoming/{incoming_id}/refuse")
async def refuse_incoming(
    incoming_id: UUID,
    given: ReasonGiven,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> IncomingRead:
    incoming = await registering.refuse(
        session=session,
        actor=actor,
        incoming_id=incoming_id,
        reason=given.reason,
        expected_version=version,
        now=now,
    )
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.post("/incoming/{incoming_id}/verify", status_code=202)
async def verify_incoming(
    incoming_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> IncomingRead:
    incoming = await registering.verify_again(
        session=session, actor=actor, incoming_id=incoming_id, now=now
    )
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.post("/incoming/{incoming_id}/present")
async def present_incoming(
    incoming_id: UUID, version: VersionDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> IncomingRead:
    incoming = await registering.present(
        session=session, actor=actor, incoming_id=incoming_id, expected_version=version, now=now
    )
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.post("/incoming/{incoming_id}/assignments", status_code=201, dependencies=[IdempotencyDep])
async def assign_incoming(
    incoming_id: UUID,
    assignment: AssignmentCreate,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> IncomingRead:
    incoming = await assigning.assign(
        session=session,
        actor=actor,
        incoming_id=incoming_id,
        assignment=assignment,
        expected_version=version,
        now=now,
    )
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)


@router.post("/incoming/{incoming_id}/complete")
async def complete_incoming(
    incoming_id: UUID,
    report: Report,
    version: VersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> IncomingRead:
    incoming = await completing.complete_incoming(
        session=session,
        actor=actor,
        incoming_id=incoming_id,
        text=report.text,
        expected_version=version,
        now=now,
    )
    return await reading_incoming.read_incoming(session=session, actor=actor, incoming=incoming)
