"""Reading an incoming document, its tasks, and the register of incoming documents."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from services.documents import access
from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.states import IncomingState, Medium, TaskRole
from services.documents.repository import incoming as rows
from services.documents.repository.documents import find_verdict, list_comments, matches
from services.documents.repository.origins import list_requests
from services.documents.schemas.incoming import (
    IncomingAction,
    IncomingRead,
    IncomingRow,
    ReplyBrief,
    RequestRead,
)
from services.documents.schemas.shared import AttachmentRead, CommentRead
from services.documents.service.reading_attachments import VALID, read_arrived
from services.documents.service.reading_tasks import read_task
from services.documents.types import DOCUMENT_TYPES
from services.people import officers

A = IncomingAction
I = IncomingState  # noqa: E741 - the machine's states read best short


async def list_register(
    *,
    session: AsyncSession,
    actor: Actor,
    state: IncomingState | None,
    query: str,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[IncomingRow]:
    """One row more than `limit` where there is a next page."""
    conditions = [
        access.visible_incoming(actor),
        matches(col(IncomingDocument.folded), query),
    ]
    if state:
        conditions.append(col(IncomingDocument.state) == state)
    found = await rows.list_incoming(session, *conditions, after=after, limit=limit + 1)
    leading = await rows.leads(session, [incoming.id for incoming in found])
    return [_row(incoming, leading.get(incoming.id)) for incoming in found]


def _row(incoming: IncomingDocument, lead: tuple[str, Task] | None) -> IncomingRow:
    name, task = lead or (None, None)
    return IncomingRow(
        **incoming.model_dump(include=set(IncomingRow.model_fields) - {"lead_name", "deadline"}),
        lead_name=name,
        deadline=task.deadline if task else incoming.due_date,
    )


async def count_register(*, session: AsyncSession, actor: Actor) -> dict[IncomingState, int]:
    counted = await rows.count_by_state(session, access.visible_incoming(actor))
    return {IncomingState(state): count for state, count in counted}


async def read_incoming(
    *, session: AsyncSession, actor: Actor, incoming: IncomingDocument
) -> IncomingRead:
    """Everything about an incoming document the actor may see; call it after the door."""
    tasks = await rows.list_tasks(session, incoming.id)
    comments = await list_comments(session, incoming_id=incoming.id)
    replies = await rows.list_replies(session, incoming.id)
    verdict = await find_verdict(session, incoming.digest)
    people = await officers(
        session,
        [
            *(task.appointment_id for task in tasks),
            *(task.assigned_by_id for task in tasks),
            *(comment.appointment_id for comment in comments),
        ],
    )
    attachments = await read_arrived(session, incoming)
    return IncomingRead(
        **incoming.model_dump(
            exclude={"agency_id", "delivery_id", "sender_agency_id", "book_id", "folded"}
        ),
        type_name=DOCUMENT_TYPES.get(incoming.type_code, incoming.type_code),
        verdict_facts=verdict.verdict if verdict else None,
        attachments=attachments,
        tasks=[read_task(task, actor, people) for task in tasks],
        comments=[
            CommentRead(
                author=people[row.appointment_id],
                **row.model_dump(include={"id", "kind", "text", "page", "at"}),
            )
            for row in comments
        ],
        replies=[
            ReplyBrief(
                id=row.id,
                abstract=row.abstract,
                number_and_symbol=row.number_and_symbol,
                state=row.state,
            )
            for row in replies
        ],
        requests=await _requests(session, incoming),
        actions=actions_of(incoming, actor, tasks, attachments),
    )


async def _requests(session: AsyncSession, incoming: IncomingDocument) -> list[RequestRead]:
    if incoming.delivery_id is None:
        return []
    rows = await list_requests(session, incoming.delivery_id)
    return [RequestRead(text=row.text, due_on=row.due_on) for row in rows]


def actions_of(
    incoming: IncomingDocument,
    actor: Actor,
    tasks: Sequence[Task],
    attachments: Sequence[AttachmentRead],
) -> list[IncomingAction]:
    """What the actor may do with it now, the main thing first."""
    state = incoming.state
    clerk = actor.can(Permission.REGISTER)
    leader = actor.can(Permission.ASSIGN)
    own = [task for task in tasks if task.appointment_id == actor.appointment_id]
    leading = any(task.role is TaskRole.LEAD and task.state in rows.OPEN_TASKS for task in own)
    registered = state in {I.REGISTERED, I.PRESENTED, I.ASSIGNED, I.IN_PROCESS}
    beside = all(file.verdict and file.verdict["outcome"] == VALID for file in attachments)
    trusted = incoming.medium is Medium.PAPER or (incoming.verdict == VALID and beside)
    allowed = {
        A.REGISTER: clerk and state is I.ARRIVED and trusted,
        A.REFUSE: clerk and state is I.ARRIVED,
        A.VERIFY: clerk
        and incoming.digest is not None
        and not (incoming.verdict == VALID and beside),
        A.PRESENT: clerk and state is I.REGISTERED,
        A.ASSIGN: leader and state in {I.REGISTERED, I.PRESENTED},
        A.REPLY: registered and (bool(own) or leader),
        A.COMPLETE: registered and (leading or leader),
    }
    return [action for action, may in allowed.items() if may]
