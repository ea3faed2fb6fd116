"""Tasks over HTTP: what an official makes of an assignment."""

from uuid import UUID

from fastapi import APIRouter

from services.deps import ActorDep, NowDep, SessionDep
from services.documents.schemas.document import DocumentRead
from services.documents.schemas.incoming import AssignmentCreate, Report, TaskRead
from services.documents.service import assigning, reading, reading_tasks, requests
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.reasons import ReasonGiven

router = APIRouter(tags=["incoming"], route_class=IdempotentRoute)


@router.post(
    "/documents/{document_id}/requests/{request_id}/assignments",
    status_code=201,
    dependencies=[IdempotencyDep],
)
async def assign_request(
    document_id: UUID,
    request_id: UUID,
    assignment: AssignmentCreate,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> DocumentRead:
    """What an issued document asks of its own agency, to officials there."""
    document = await requests.assign_request(
        session=session, actor=actor, document_id=document_id, request_id=request_id,
        assignment=assignment, now=now,
    )  # fmt: skip
    await session.flush()  # what was assigned is read with the rest
    return await reading.read_document(session=session, actor=actor, document=document)


@router.post("/tasks/{task_id}/accept")
async def accept_task(task_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> TaskRead:
    task = await assigning.accept_task(session=session, actor=actor, task_id=task_id, now=now)
    return await reading_tasks.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/start")
async def start_task(task_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> TaskRead:
    task = await assigning.start_task(session=session, actor=actor, task_id=task_id, now=now)
    return await reading_tasks.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/report")
async def report_task(
    task_id: UUID, report: Report, session: SessionDep, actor: ActorDep, now: NowDep
) -> TaskRead:
    task = await assigning.report_task(
        session=session, actor=actor, task_id=task_id, text=report.text, now=now
    )
    return await reading_tasks.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/return")
async def return_task(
    task_id: UUID, given: ReasonGiven, session: SessionDep, actor: ActorDep, now: NowDep
) -> TaskRead:
    task = await assigning.return_task(
        session=session, actor=actor, task_id=task_id, reason=given.reason, now=now
    )
    return await reading_tasks.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/complete")
async def complete_task(
    task_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> TaskRead:
    task = await assigning.complete_task(session=session, actor=actor, task_id=task_id, now=now)
    return await reading_tasks.read_single_task(session=session, actor=actor, task=task)
