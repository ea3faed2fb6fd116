"""Tasks over HTTP: what an official makes of an assignment."""

from uuid import UUID

from fastapi import APIRouter

from services.deps import ActorDep, NowDep, SessionDep
from services.documents.schemas.incoming import (
    Report,
    TaskRead,
)
from services.documents.schemas.shared import ReasonGiven
from services.documents.service import (
    assigning,
    reading_incoming,
)
from services.idempotency import IdempotentRoute

router = APIRouter(tags=["incoming"], route_class=IdempotentRoute)


@router.post("/tasks/{task_id}/accept")
async def accept_task(task_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> TaskRead:
    task = await assigning.accept_task(session=session, actor=actor, task_id=task_id, now=now)
    return await reading_incoming.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/start")
async def start_task(task_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> TaskRead:
    task = await assigning.start_task(session=session, actor=actor, task_id=task_id, now=now)
    return await reading_incoming.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/report")
async def report_task(
    task_id: UUID, report: Report, session: SessionDep, actor: ActorDep, now: NowDep
) -> TaskRead:
    task = await assigning.report_task(
        session=session, actor=actor, task_id=task_id, text=report.text, now=now
    )
    return await reading_incoming.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/return")
async def return_task(
    task_id: UUID, given: ReasonGiven, session: SessionDep, actor: ActorDep, now: NowDep
) -> TaskRead:
    task = await assigning.return_task(
        session=session, actor=actor, task_id=task_id, reason=given.reason, now=now
    )
    return await reading_incoming.read_single_task(session=session, actor=actor, task=task)


@router.post("/tasks/{task_id}/complete")
async def complete_task(
    task_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep
) -> TaskRead:
    task = await assigning.complete_task(session=session, actor=actor, task_id=task_id, now=now)
    return await reading_incoming.read_single_task(session=session, actor=actor, task=task)
