"""On the desk: what documents of one's own agency ask of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from services.documents.models.document import Document
from services.documents.models.incoming import Task
from services.documents.models.origin import DocumentRequest
from services.documents.models.states import DocumentState, TaskRole, TaskState
from services.documents.repository.incoming import OPEN_TASKS
from services.documents.repository.origins import list_request_tasks
from services.documents.schemas.desk import DeskKind, DeskRow
from services.people import officers

K = DeskKind
_MINE_TO_DO = [state for state in OPEN_TASKS if state is not TaskState.REPORTED]


async def list_request_rows(
    session: AsyncSession, actor: Actor, *, today: date
) -> list[tuple[DeskKind, list[DeskRow]]]:
    """By kind: to assign and to conclude for who assigns, to process for who has a task."""
    piles: list[tuple[DeskKind, ColumnElement[bool]]] = []
    if actor.can(Permission.ASSIGN):
        nobody = ~exists().where(col(Task.request_id) == DocumentRequest.id)
        piles += [
            (K.TO_ASSIGN, nobody),
            (K.TO_CONCLUDE, _has(col(Task.state) == TaskState.REPORTED)),
        ]
    mine = (
        (col(Task.appointment_id) == actor.appointment_id)
        & (col(Task.role) != TaskRole.INFORM)
        & col(Task.state).in_(_MINE_TO_DO)
    )
    piles.append((K.TO_PROCESS, _has(mine)))
    return [(kind, await _rows(session, actor, kind, which, today)) for kind, which in piles]


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(Task.request_id) == DocumentRequest.id, condition)


async def _rows(
    session: AsyncSession, actor: Actor, kind: DeskKind, which: ColumnElement[bool], today: date
) -> list[DeskRow]:
    found = await session.exec(
        select(DocumentRequest, Document)
        .join(Document, col(Document.id) == DocumentRequest.document_id)
        .where(
            col(DocumentRequest.agency_id) == Document.agency_id,
            col(Document.agency_id).in_(actor.agencies),
            Document.state == DocumentState.ISSUED,
            which,
        )
    )
    rows = found.all()
    own = await _own_deadlines(session, actor, [request.id for request, _ in rows])
    due = {request.id: own.get(request.id) or request.due_on for request, _ in rows}
    signers = await officers(session, [document.signer_appointment_id for _, document in rows])
    return [
        DeskRow(
            kind=kind,
            noun="document",
            id=document.id,
            number_and_symbol=document.number_and_symbol,
            abstract=request.text,
            other_party=signers[document.signer_appointment_id].full_name,
            urgency=document.urgency,
            deadline=day,
            overdue=day is not None and day < today,
            since=document.changed_at,
        )
        for request, document in rows
        for day in [due[request.id]]
    ]


async def _own_deadlines(
    session: AsyncSession, actor: Actor, request_ids: Sequence[UUID]
) -> dict[UUID, date]:
    tasks = await list_request_tasks(session, request_ids)
    return {
        task.request_id: task.deadline
        for task in tasks
        if task.request_id and task.deadline and task.appointment_id == actor.appointment_id
    }
