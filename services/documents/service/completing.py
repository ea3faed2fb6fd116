"""How an incoming document ends: by its reply, or by a word of who leads it."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.roles import Permission
from services.documents import access
from services.documents.models.document import Comment, Document
from services.documents.models.incoming import IncomingDocument
from services.documents.models.states import CommentKind, DeliveryState, TaskRole
from services.documents.repository.incoming import OPEN_TASKS, list_tasks
from services.documents.service.delivering import report_to_sender


async def complete_incoming(
    *,
    session: AsyncSession,
    actor: Actor,
    incoming_id: UUID,
    text: str,
    expected_version: int | None,
    now: datetime,
) -> IncomingDocument:
    """Done without a reply: said by a leader, or by the official who leads the task."""
    incoming = await access.access_incoming(session, actor, incoming_id, for_change=True)
    tasks = await list_tasks(session, incoming.id)
    leading = any(
        task.role is TaskRole.LEAD and task.appointment_id == actor.appointment_id for task in tasks
    )
    if not leading and not actor.can(Permission.ASSIGN):
        raise NotAllowed("complete")
    access.check_version(incoming, expected_version)
    session.add(
        Comment(
            incoming_id=incoming.id,
            appointment_id=actor.appointment_id,
            kind=CommentKind.REPORT,
            text=text,
            at=now,
        )
    )
    await _complete(session, incoming, actor=actor, now=now, details={"text": text})
    return incoming


async def complete_by_reply(
    session: AsyncSession, *, incoming: IncomingDocument, reply: Document, now: datetime
) -> None:
    await _complete(session, incoming, actor=None, now=now, details={"reply": str(reply.id)})


async def _complete(
    session: AsyncSession,
    incoming: IncomingDocument,
    *,
    actor: Actor | None,
    now: datetime,
    details: dict[str, str],
) -> None:
    incoming.mark_completed(now=now)
    for task in await list_tasks(session, incoming.id):
        if task.state in OPEN_TASKS:
            task.mark_done(now=now)
    await report_to_sender(session, incoming, DeliveryState.COMPLETED, now=now)
    record_act(
        session,
        actor=actor,
        act=Act.INCOMING_COMPLETE,
        now=now,
        agency_id=incoming.agency_id,
        subject=("incoming_document", incoming.id),
        details=details,
    )
