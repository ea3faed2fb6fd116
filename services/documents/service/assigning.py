"""Assigning an incoming document, and what the officials make of it (Decree 30, articles 23-24)."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.roles import Permission
from services.documents import access
from services.documents.models.document import Comment
from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.origin import DocumentRequest
from services.documents.models.states import (
    CommentKind,
    DeliveryState,
    IncomingState,
    TaskRole,
)
from services.documents.schemas.incoming import AssignmentCreate
from services.documents.service.assignments import new_tasks, require_assignable
from services.documents.service.completing import complete_incoming
from services.documents.service.delivering import report_to_sender
from services.documents.service.requests import complete_request


async def assign(
    *,
    session: AsyncSession,
    actor: Actor,
    incoming_id: UUID,
    assignment: AssignmentCreate,
    expected_version: int | None,
    now: datetime,
) -> IncomingDocument:
    """The leader's instruction: who leads, who coordinates, until when."""
    incoming = await access.access_incoming(session, actor, incoming_id, for_change=True)
    actor.require(Permission.ASSIGN)
    access.check_version(incoming, expected_version)
    await require_assignable(session, actor, assignment, now=now)
    incoming.mark_assigned()
    session.add_all(new_tasks(actor, assignment, incoming_id=incoming.id, now=now))
    session.add(
        Comment(
            incoming_id=incoming.id,
            appointment_id=actor.appointment_id,
            kind=CommentKind.INSTRUCTION,
            text=assignment.instruction,
            at=now,
        )
    )
    await report_to_sender(session, incoming, DeliveryState.ASSIGNED, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.INCOMING_ASSIGN,
        now=now,
        subject=("incoming_document", incoming.id),
        details={"to": [str(row.appointment_id) for row in assignment.assignments]},
    )
    return incoming


async def accept_task(*, session: AsyncSession, actor: Actor, task_id: UUID, now: datetime) -> Task:
    task = await _own_task(session, actor, task_id, "accept")
    task.mark_accepted()
    _record(session, actor, Act.TASK_ACCEPT, task, now)
    return task


async def start_task(*, session: AsyncSession, actor: Actor, task_id: UUID, now: datetime) -> Task:
    """Begin the work; the document is in process from the first start on [05]."""
    task = await _own_task(session, actor, task_id, "start")
    task.mark_in_progress()
    incoming = await session.get(IncomingDocument, task.incoming_id) if task.incoming_id else None
    if incoming is not None and incoming.state is IncomingState.ASSIGNED:
        incoming.mark_in_process()
        await report_to_sender(session, incoming, DeliveryState.IN_PROCESS, now=now)
        record_act(
            session,
            actor=actor,
            act=Act.INCOMING_START,
            now=now,
            subject=("incoming_document", incoming.id),
        )
    _record(session, actor, Act.TASK_START, task, now)
    return task


async def report_task(
    *, session: AsyncSession, actor: Actor, task_id: UUID, text: str, now: datetime
) -> Task:
    """Say what came of it; who assigned it decides whether that is enough."""
    task = await _own_task(session, actor, task_id, "report")
    task.mark_reported()
    await _say(session, actor, task, CommentKind.REPORT, text, now)
    _record(session, actor, Act.TASK_REPORT, task, now)
    return task


async def return_task(
    *, session: AsyncSession, actor: Actor, task_id: UUID, reason: str, now: datetime
) -> Task:
    task = await access.access_task(session, actor, task_id)
    actor.require(Permission.ASSIGN)
    task.mark_returned()
    await _say(session, actor, task, CommentKind.RETURN, reason, now)
    _record(session, actor, Act.TASK_RETURN, task, now)
    return task


async def complete_task(
    *, session: AsyncSession, actor: Actor, task_id: UUID, now: datetime
) -> Task:
    """Accept the report. The lead's task done, the document or the request is completed [06]."""
    task = await access.access_task(session, actor, task_id)
    actor.require(Permission.ASSIGN)
    if task.role is not TaskRole.LEAD:
        task.mark_done(now=now)
    elif task.incoming_id is not None:
        await complete_incoming(
            session=session,
            actor=actor,
            incoming_id=task.incoming_id,
            text=task.instruction,
            expected_version=None,
            now=now,
        )
    else:
        await complete_request(session, task, now=now)
    _record(session, actor, Act.TASK_COMPLETE, task, now)
    return task


async def _own_task(session: AsyncSession, actor: Actor, task_id: UUID, verb: str) -> Task:
    task = await access.access_task(session, actor, task_id)
    if task.appointment_id != actor.appointment_id:
        raise NotAllowed(verb)
    return task


async def _say(
    session: AsyncSession, actor: Actor, task: Task, kind: CommentKind, text: str, now: datetime
) -> None:
    request = await session.get(DocumentRequest, task.request_id) if task.request_id else None
    session.add(
        Comment(
            incoming_id=task.incoming_id,
            document_id=request.document_id if request else None,
            appointment_id=actor.appointment_id,
            kind=kind,
            text=text,
            at=now,
        )
    )


def _record(session: AsyncSession, actor: Actor, act: Act, task: Task, now: datetime) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("task", task.id),
        now=now,
        details={"incoming": str(task.incoming_id)}
        if task.incoming_id
        else {"request": str(task.request_id)},
    )
