"""Queries about incoming documents and their tasks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Appointment, Person
from services.documents.models.document import Document
from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.states import TaskRole, TaskState

OPEN_TASKS = (
    TaskState.ASSIGNED,
    TaskState.ACCEPTED,
    TaskState.IN_PROGRESS,
    TaskState.REPORTED,
    TaskState.RETURNED,
)


async def list_incoming(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[IncomingDocument]:
    """Newest arrival first."""
    query = (
        select(IncomingDocument)
        .where(*conditions)
        .order_by(col(IncomingDocument.arrived_at).desc(), col(IncomingDocument.id).desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(
            tuple_(col(IncomingDocument.arrived_at), col(IncomingDocument.id)) < tuple_(*after)
        )
    return (await session.exec(query)).all()


async def leads(
    session: AsyncSession, incoming_ids: Sequence[UUID]
) -> dict[UUID, tuple[str, Task]]:
    """By incoming document: the leading official's name and task."""
    rows = await session.exec(
        select(Task, Person.full_name)
        .join(Appointment, col(Appointment.id) == Task.appointment_id)
        .join(Person, col(Person.id) == Appointment.person_id)
        .where(
            col(Task.incoming_id).in_(incoming_ids),
            Task.role == TaskRole.LEAD,
            Task.state != TaskState.CANCELLED,
        )
    )
    return {task.incoming_id: (name, task) for task, name in rows.all() if task.incoming_id}


async def count_by_state(
    session: AsyncSession, *conditions: ColumnElement[bool]
) -> Sequence[tuple[str, int]]:
    rows = await session.exec(
        select(IncomingDocument.state, func.count())
        .where(*conditions)
        .group_by(col(IncomingDocument.state))
    )
    return rows.all()


async def list_tasks(session: AsyncSession, incoming_id: UUID) -> Sequence[Task]:
    rows = await session.exec(
        select(Task).where(Task.incoming_id == incoming_id).order_by(col(Task.id))
    )
    return rows.all()


async def list_replies(session: AsyncSession, incoming_id: UUID) -> Sequence[Document]:
    rows = await session.exec(
        select(Document).where(Document.reply_to_id == incoming_id).order_by(col(Document.id))
    )
    return rows.all()
