"""An assignment as a leader gives it: whom it may name, and the tasks that come of it."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.repository import find_officer_of
from auth.service import vietnam_day
from services.documents.errors import FieldRefused
from services.documents.models.incoming import Task
from services.documents.schemas.incoming import AssignmentCreate


async def require_assignable(
    session: AsyncSession, actor: Actor, assignment: AssignmentCreate, *, now: datetime
) -> None:
    today = vietnam_day(now)
    for row in assignment.assignments:
        if not await find_officer_of(session, row.appointment_id, actor.agency_id, day=today):
            raise FieldRefused("assignments", "not an official of this agency")
        if row.deadline and row.deadline < today:
            raise FieldRefused("assignments", "a deadline lies in the past")


def new_tasks(
    actor: Actor,
    assignment: AssignmentCreate,
    *,
    incoming_id: UUID | None = None,
    request_id: UUID | None = None,
    now: datetime,
) -> list[Task]:
    """Of an incoming document, or of what a document of one's own asks."""
    return [
        Task(
            **row.model_dump(),
            incoming_id=incoming_id,
            request_id=request_id,
            assigned_by_id=actor.appointment_id,
            instruction=assignment.instruction,
            assigned_at=now,
        )
        for row in assignment.assignments
    ]
