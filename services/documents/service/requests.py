"""What an issued document asks of its own agency, assigned to officials there.

An agency is no receiver of its own documents (Decree 30/2020, article 3: what comes from others
is an incoming document), so its part of a conclusion is tracked on the document itself.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from services.documents import access
from services.documents.errors import MoveRefused, NotVisible
from services.documents.models.document import Comment, Document
from services.documents.models.incoming import Task
from services.documents.models.origin import DocumentRequest
from services.documents.models.states import CommentKind, DocumentState
from services.documents.repository.incoming import OPEN_TASKS
from services.documents.repository.origins import list_own_requests, list_request_tasks
from services.documents.schemas.incoming import AssignmentCreate
from services.documents.schemas.request import DocumentRequestRead
from services.documents.service.assignments import new_tasks, require_assignable
from services.documents.service.reading_tasks import read_task
from services.people import agencies, officers


async def assign_request(
    *,
    session: AsyncSession,
    actor: Actor,
    document_id: UUID,
    request_id: UUID,
    assignment: AssignmentCreate,
    now: datetime,
) -> Document:
    """The leader's instruction: who leads, who coordinates, until when."""
    document = await access.access_document(session, actor, document_id, for_change=True)
    request = await session.get(DocumentRequest, request_id)
    if request is None or request.document_id != document.id:
        raise NotVisible("document_request", request_id)
    actor.require(Permission.ASSIGN)
    if document.state is not DocumentState.ISSUED or request.agency_id != document.agency_id:
        raise MoveRefused("document_request", "another agency's or not issued", "assigned")
    if await list_request_tasks(session, [request.id]):
        raise MoveRefused("document_request", "assigned", "assigned")
    await require_assignable(session, actor, assignment, now=now)
    session.add_all(new_tasks(actor, assignment, request_id=request.id, now=now))
    session.add(
        Comment(
            document_id=document.id,
            appointment_id=actor.appointment_id,
            kind=CommentKind.INSTRUCTION,
            text=assignment.instruction,
            at=now,
        )
    )
    document.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.REQUEST_ASSIGN,
        now=now,
        subject=("document", document.id),
        details={
            "request": str(request.id),
            "to": [str(row.appointment_id) for row in assignment.assignments],
        },
    )
    return document


async def complete_request(session: AsyncSession, task: Task, *, now: datetime) -> None:
    """The lead's report is accepted: nobody has to do anything more."""
    if task.request_id is not None:
        for one in await list_request_tasks(session, [task.request_id]):
            if one.state in OPEN_TASKS:
                one.mark_done(now=now)


async def read_requests(
    *, session: AsyncSession, actor: Actor, document: Document
) -> list[DocumentRequestRead]:
    requests = await list_own_requests(session, document.id)
    tasks = await list_request_tasks(session, [row.id for row in requests])
    asked = await agencies(session, {row.agency_id for row in requests})
    people = await officers(session, _named(tasks))
    may_assign = (
        document.state is DocumentState.ISSUED
        and document.agency_id in actor.agencies
        and actor.can(Permission.ASSIGN)
    )
    return [
        DocumentRequestRead(
            **row.model_dump(include={"id", "text", "due_on"}),
            agency=asked[row.agency_id],
            tasks=[read_task(task, actor, people) for task in tasks if task.request_id == row.id],
            may_assign=may_assign
            and row.agency_id == document.agency_id
            and all(task.request_id != row.id for task in tasks),
        )
        for row in requests
    ]


def _named(tasks: Sequence[Task]) -> list[UUID]:
    return [who for task in tasks for who in (task.appointment_id, task.assigned_by_id)]
