"""Work files: open, put documents in, enter steps done elsewhere, close (Decree 30, art. 28-31)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.roles import Permission
from auth.service import vietnam_day
from services.documents import access
from services.documents.errors import FieldRefused, MoveRefused
from services.documents.models.states import Medium, WorkFileState
from services.documents.models.work_file import WorkFile, WorkFileItem, WorkFileStep
from services.documents.repository import work_files as rows
from services.documents.schemas.work_file import (
    ItemCreate,
    ItemRead,
    StepCreate,
    StepRead,
    WorkFileCreate,
    WorkFileRead,
    WorkFileRow,
)
from services.people import officers
from storage.vietnamese import fold


async def open_work_file(
    *, session: AsyncSession, actor: Actor, opening: WorkFileCreate, now: datetime
) -> WorkFile:
    """A file of the actor's agency, kept by the actor; its symbol is unique in the year."""
    actor.require(Permission.KEEP_FILES)
    work_file = WorkFile(
        **opening.model_dump(),
        agency_id=actor.agency_id,
        holder_appointment_id=actor.appointment_id,
        year=vietnam_day(now).year,
        opened_at=now,
        folded=fold(f"{opening.symbol} {opening.title}"),
    )
    session.add(work_file)
    _record(session, actor, Act.WORK_FILE_OPEN, work_file, now)
    return work_file


async def add_item(
    *, session: AsyncSession, actor: Actor, work_file_id: UUID, item: ItemCreate, now: datetime
) -> WorkFile:
    """Put a document in by reference. What came on paper makes a paper step, scan or not."""
    work_file = await _own_open(session, actor, work_file_id)
    medium = Medium.ELECTRONIC
    if item.incoming_id:
        incoming = await access.access_incoming(session, actor, item.incoming_id)
        medium = incoming.medium
    elif item.document_id:
        await access.access_document(session, actor, item.document_id)
    known = await rows.list_items(session, work_file.id)
    if any(
        (row.document_id, row.incoming_id) == (item.document_id, item.incoming_id)
        for row, _, _ in known
    ):
        raise FieldRefused(
            "incoming_id" if item.incoming_id else "document_id", "is in the file already"
        )
    session.add(
        WorkFileItem(**item.model_dump(), work_file_id=work_file.id, medium=medium, added_at=now)
    )
    work_file.version += 1
    _record(session, actor, Act.WORK_FILE_ADD, work_file, now, medium=medium)
    return work_file


async def add_step(
    *, session: AsyncSession, actor: Actor, work_file_id: UUID, step: StepCreate, now: datetime
) -> WorkFile:
    """Enter a step that left no document here, with the medium it was really done on."""
    work_file = await _own_open(session, actor, work_file_id)
    if step.done_on > vietnam_day(now):
        raise FieldRefused("done_on", "lies in the future")
    session.add(
        WorkFileStep(
            **step.model_dump(),
            work_file_id=work_file.id,
            appointment_id=actor.appointment_id,
            at=now,
        )
    )
    work_file.version += 1
    _record(session, actor, Act.WORK_FILE_STEP, work_file, now, medium=step.medium)
    return work_file


async def close_work_file(
    *,
    session: AsyncSession,
    actor: Actor,
    work_file_id: UUID,
    expected_version: int | None,
    now: datetime,
) -> WorkFile:
    """End the work. A file without a single document or step is not work and stays open."""
    work_file = await _own_open(session, actor, work_file_id)
    access.check_version(work_file, expected_version)
    items = await rows.list_items(session, work_file.id)
    steps = await rows.list_steps(session, work_file.id)
    if not items and not steps:
        raise FieldRefused("items", "an empty file cannot be closed")
    work_file.mark_closed(now=now)
    _record(session, actor, Act.WORK_FILE_CLOSE, work_file, now)
    return work_file


async def list_register(
    *,
    session: AsyncSession,
    actor: Actor,
    state: WorkFileState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[WorkFileRow]:
    conditions = [access.visible_work_files(actor)]
    if state:
        conditions.append(col(WorkFile.state) == state)
    found = await rows.list_work_files(session, *conditions, after=after, limit=limit + 1)
    holders = await officers(session, [row.holder_appointment_id for row, _, _ in found])
    return [
        WorkFileRow(
            **work_file.model_dump(
                include={
                    "id",
                    "symbol",
                    "title",
                    "retention_years",
                    "year",
                    "state",
                    "opened_at",
                    "closed_at",
                }
            ),
            holder_name=holders[work_file.holder_appointment_id].full_name,
            documents=documents,
            paper_steps=paper,
        )
        for work_file, documents, paper in found
    ]


async def read_work_file(
    *, session: AsyncSession, actor: Actor, work_file: WorkFile
) -> WorkFileRead:
    items = await rows.list_items(session, work_file.id)
    steps = await rows.list_steps(session, work_file.id)
    people = await officers(
        session, [work_file.holder_appointment_id, *(step.appointment_id for step in steps)]
    )
    return WorkFileRead(
        **work_file.model_dump(exclude={"agency_id", "holder_appointment_id", "folded"}),
        holder=people[work_file.holder_appointment_id],
        items=[_item(*row) for row in items],
        steps=[
            StepRead(
                officer=people[step.appointment_id],
                **step.model_dump(include={"id", "description", "medium", "done_on"}),
            )
            for step in steps
        ],
        may_change=work_file.state is WorkFileState.OPEN
        and work_file.holder_appointment_id == actor.appointment_id,
    )


def _item(item: WorkFileItem, document: object, incoming: object) -> ItemRead:
    source = document or incoming
    return ItemRead(
        **item.model_dump(exclude={"work_file_id"}),
        number_and_symbol=getattr(source, "number_and_symbol", None),
        abstract=getattr(source, "abstract", ""),
    )


async def _own_open(session: AsyncSession, actor: Actor, work_file_id: UUID) -> WorkFile:
    work_file = await access.access_work_file(session, actor, work_file_id, for_change=True)
    actor.require(Permission.KEEP_FILES)
    if work_file.holder_appointment_id != actor.appointment_id:
        raise NotAllowed("change")
    if work_file.state is not WorkFileState.OPEN:
        raise MoveRefused("work_file", work_file.state, "changed")
    return work_file


def _record(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    work_file: WorkFile,
    now: datetime,
    **details: str,
) -> None:
    record_act(
        session,
        actor=actor,
        act=act,
        subject=("work_file", work_file.id),
        now=now,
        details=dict(details),
    )
