"""Work files, receiver groups and the desk over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.deps import ActorDep, NowDep, RequiredVersionDep, SessionDep, VersionDep
from services.documents.access import access_work_file
from services.documents.models.states import WorkFileState
from services.documents.schemas.desk import DeskRead
from services.documents.schemas.document import ReceiverGroupRead, ReceiverGroupSave
from services.documents.schemas.work_file import (
    ItemCreate,
    StepCreate,
    WorkFileCreate,
    WorkFileRead,
    WorkFileRow,
)
from services.documents.service import desk, groups, work_files
from services.documents.service.history import record_look
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

router = APIRouter(tags=["work files"], route_class=IdempotentRoute)


@router.get("/desk")
async def read_desk(session: SessionDep, actor: ActorDep, now: NowDep) -> DeskRead:
    return await desk.read_desk(session=session, actor=actor, now=now)


@router.get("/work-files")
async def list_work_files(
    session: SessionDep,
    actor: ActorDep,
    state: WorkFileState | None = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[WorkFileRow]:
    rows = await work_files.list_register(
        session=session, actor=actor, state=state, after=moment_cursor(cursor), limit=limit
    )
    return page_of(
        rows, limit=limit, read=lambda row: row, key=lambda row: moment_key(row.opened_at, row.id)
    )


@router.post("/work-files", status_code=201, dependencies=[IdempotencyDep])
async def open_work_file(
    opening: WorkFileCreate, response: Response, session: SessionDep, actor: ActorDep, now: NowDep
) -> WorkFileRead:
    work_file = await work_files.open_work_file(
        session=session, actor=actor, opening=opening, now=now
    )
    response.headers["Location"] = f"/api/v1/work-files/{work_file.id}"
    return await work_files.read_work_file(session=session, actor=actor, work_file=work_file)


@router.get("/work-files/{work_file_id}")
async def read_work_file(
    work_file_id: UUID, response: Response, session: SessionDep, actor: ActorDep, now: NowDep
) -> WorkFileRead:
    work_file = await access_work_file(session, actor, work_file_id)
    record_look(session, actor, "work_file", work_file.id, now=now)
    response.headers.update(etag(work_file.version))
    return await work_files.read_work_file(session=session, actor=actor, work_file=work_file)


@router.post("/work-files/{work_file_id}/items", status_code=201, dependencies=[IdempotencyDep])
async def add_item(
    work_file_id: UUID, item: ItemCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> WorkFileRead:
    work_file = await work_files.add_item(
        session=session, actor=actor, work_file_id=work_file_id, item=item, now=now
    )
    return await work_files.read_work_file(session=session, actor=actor, work_file=work_file)


@router.post("/work-files/{work_file_id}/steps", status_code=201, dependencies=[IdempotencyDep])
async def add_step(
    work_file_id: UUID, step: StepCreate, session: SessionDep, actor: ActorDep, now: NowDep
) -> WorkFileRead:
    work_file = await work_files.add_step(
        session=session, actor=actor, work_file_id=work_file_id, step=step, now=now
    )
    return await work_files.read_work_file(session=session, actor=actor, work_file=work_file)


@router.post("/work-files/{work_file_id}/close")
async def close_work_file(
    work_file_id: UUID, version: VersionDep, session: SessionDep, actor: ActorDep, now: NowDep
) -> WorkFileRead:
    work_file = await work_files.close_work_file(
        session=session, actor=actor, work_file_id=work_file_id, expected_version=version, now=now
    )
    return await work_files.read_work_file(session=session, actor=actor, work_file=work_file)


@router.get("/receiver-groups")
async def list_groups(session: SessionDep, actor: ActorDep) -> list[ReceiverGroupRead]:
    return await groups.read_groups(session=session, actor=actor)


@router.post("/receiver-groups", status_code=201, dependencies=[IdempotencyDep])
async def create_group(
    saved: ReceiverGroupSave, session: SessionDep, actor: ActorDep, now: NowDep
) -> list[ReceiverGroupRead]:
    await groups.save_group(
        session=session, actor=actor, group_id=None, saved=saved, expected_version=None, now=now
    )
    return await groups.read_groups(session=session, actor=actor)


@router.put("/receiver-groups/{group_id}")
async def replace_group(
    group_id: UUID,
    saved: ReceiverGroupSave,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> list[ReceiverGroupRead]:
    await groups.save_group(
        session=session,
        actor=actor,
        group_id=group_id,
        saved=saved,
        expected_version=version,
        now=now,
    )
    return await groups.read_groups(session=session, actor=actor)


@router.delete("/receiver-groups/{group_id}", status_code=204, response_class=Response)
async def delete_group(group_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    await groups.delete_group(session=session, actor=actor, group_id=group_id, now=now)
