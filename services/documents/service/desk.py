"""The desk (bàn làm việc): what waits for the actor, each row with its one next action."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from auth.service import vietnam_day
from services.documents.models.document import Document
from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.states import DocumentState, IncomingState, TaskRole, TaskState
from services.documents.repository.documents import signs_next
from services.documents.repository.incoming import OPEN_TASKS
from services.documents.schemas.desk import DeskCount, DeskKind, DeskRead, DeskRow
from services.documents.service.desk_requests import list_request_rows
from services.people import officers

K = DeskKind
ROWS_PER_KIND = 20
_FAR = date.max


async def read_desk(*, session: AsyncSession, actor: Actor, now: datetime) -> DeskRead:
    """Counts of everything that waits, and the rows themselves, the nearest deadline first."""
    today = vietnam_day(now)
    counts: list[DeskCount] = []
    rows: list[DeskRow] = []
    for kind, condition in _document_piles(actor):
        count, found = await _documents(session, kind, condition)
        counts.append(DeskCount(kind=kind, count=count))
        rows.extend(found)
    for kind, condition in _incoming_piles(actor):
        count, found = await _incoming(session, actor, kind, condition, today)
        counts.append(DeskCount(kind=kind, count=count))
        rows.extend(found)
    for kind, found in await list_request_rows(session, actor, today=today):
        counts.append(DeskCount(kind=kind, count=len(found)))
        rows.extend(found[:ROWS_PER_KIND])
    rows.sort(key=lambda row: (row.deadline or _FAR, row.since))
    return DeskRead(
        counts=_added_up(counts),
        overdue=await _count_overdue(session, actor, today),
        rows=rows,
    )


def _added_up(counts: Iterable[DeskCount]) -> list[DeskCount]:
    """One number a kind, wherever its rows lie."""
    total: dict[DeskKind, int] = {}
    for row in counts:
        total[row.kind] = total.get(row.kind, 0) + row.count
    return [DeskCount(kind=kind, count=count) for kind, count in total.items() if count]


def _document_piles(actor: Actor) -> Iterable[tuple[DeskKind, ColumnElement[bool]]]:
    me = actor.appointment_id
    state = col(Document.state)
    yield (
        K.TO_CHANGE,
        (col(Document.drafter_appointment_id) == me) & (state == DocumentState.RETURNED),
    )
    if actor.can(Permission.REVIEW):
        yield (
            K.TO_REVIEW,
            (col(Document.reviewer_appointment_id) == me) & (state == DocumentState.IN_REVIEW),
        )
    yield K.TO_SIGN, signs_next(me)
    if actor.can(Permission.ISSUE):
        yield (
            K.TO_ISSUE,
            (col(Document.agency_id) == actor.agency_id)
            & state.in_([DocumentState.SIGNED, DocumentState.NUMBERED]),
        )


def _incoming_piles(actor: Actor) -> Iterable[tuple[DeskKind, ColumnElement[bool]]]:
    state = col(IncomingDocument.state)
    if actor.can(Permission.REGISTER):
        yield K.TO_REGISTER, state == IncomingState.ARRIVED
        yield K.TO_PRESENT, state == IncomingState.REGISTERED
    if actor.can(Permission.ASSIGN):
        yield K.TO_ASSIGN, state == IncomingState.PRESENTED
        yield (
            K.TO_CONCLUDE,
            col(IncomingDocument.id).in_(
                select(Task.incoming_id).where(Task.state == TaskState.REPORTED)
            ),
        )
    if actor.can(Permission.PROCESS):
        yield (
            K.TO_PROCESS,
            col(IncomingDocument.id).in_(
                select(Task.incoming_id).where(
                    Task.appointment_id == actor.appointment_id,
                    Task.role != TaskRole.INFORM,
                    col(Task.state).in_(
                        [state for state in OPEN_TASKS if state is not TaskState.REPORTED]
                    ),
                )
            ),
        )


async def _documents(
    session: AsyncSession, kind: DeskKind, condition: ColumnElement[bool]
) -> tuple[int, list[DeskRow]]:
    count = (await session.exec(select(func.count()).select_from(Document).where(condition))).one()
    if not count:
        return 0, []
    found = await session.exec(
        select(Document).where(condition).order_by(col(Document.changed_at)).limit(ROWS_PER_KIND)
    )
    documents = found.all()
    drafters = await officers(session, [row.drafter_appointment_id for row in documents])
    return count, [
        DeskRow(
            kind=kind,
            noun="document",
            id=row.id,
            number_and_symbol=row.number_and_symbol,
            abstract=row.abstract,
            other_party=drafters[row.drafter_appointment_id].full_name,
            urgency=row.urgency,
            deadline=None,
            overdue=False,
            since=row.changed_at,
        )
        for row in documents
    ]


async def _incoming(
    session: AsyncSession,
    actor: Actor,
    kind: DeskKind,
    condition: ColumnElement[bool],
    today: date,
) -> tuple[int, list[DeskRow]]:
    mine = col(IncomingDocument.agency_id).in_(actor.agencies) & condition
    count = (
        await session.exec(select(func.count()).select_from(IncomingDocument).where(mine))
    ).one()
    if not count:
        return 0, []
    found = await session.exec(
        select(IncomingDocument, Task)
        .join(
            Task,
            (col(Task.incoming_id) == IncomingDocument.id)
            & (col(Task.appointment_id) == actor.appointment_id),
            isouter=True,
        )
        .where(mine)
        .order_by(
            func.coalesce(col(Task.deadline), col(IncomingDocument.due_date)).nulls_last(),
            col(IncomingDocument.arrived_at),
        )
        .limit(ROWS_PER_KIND)
    )
    rows = [(row, _deadline(row, task)) for row, task in found.all()]
    return count, [
        DeskRow(
            kind=kind,
            noun="incoming",
            id=row.id,
            number_and_symbol=row.number_and_symbol,
            abstract=row.abstract,
            other_party=row.sender_name,
            urgency=row.urgency,
            deadline=deadline,
            overdue=deadline is not None and deadline < today,
            since=row.arrived_at,
        )
        for row, deadline in rows
    ]


def _deadline(incoming: IncomingDocument, own: Task | None) -> date | None:
    """The deadline of one's own task, or else the sender's."""
    return incoming.due_date if own is None else own.deadline or incoming.due_date


async def _count_overdue(session: AsyncSession, actor: Actor, today: date) -> int:
    late = await session.exec(
        select(func.count())
        .select_from(Task)
        .where(
            Task.appointment_id == actor.appointment_id,
            col(Task.state).in_(OPEN_TASKS),
            col(Task.deadline) < today,
        )
    )
    return late.one()
