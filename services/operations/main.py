"""Dead letters: events whose jobs were given up, to look at and to try again."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from auth.actor import record_act
from auth.acts import Act
from auth.roles import Permission
from services.deps import ActorDep, NowDep, SessionDep
from services.errors import JobMissing
from storage import outbox

router = APIRouter(tags=["operations"])


class DeadJob(BaseModel):
    id: UUID
    type: str
    subject: UUID
    attempts: int
    last_error: str | None
    occurred_at: datetime


@router.get("/jobs/dead")
async def list_dead_jobs(session: SessionDep, actor: ActorDep) -> list[DeadJob]:
    actor.require(Permission.MANAGE_JOBS)
    return [DeadJob(**row.model_dump()) for row in await outbox.list_dead(session)]


@router.post("/jobs/{job_id}/revive", status_code=202)
async def revive_job(job_id: UUID, session: SessionDep, actor: ActorDep, now: NowDep) -> None:
    actor.require(Permission.MANAGE_JOBS)
    if not await outbox.revive(session, job_id):
        raise JobMissing(job_id)
    record_act(session, actor=actor, act=Act.JOB_REVIVE, subject=("job", job_id), now=now)
