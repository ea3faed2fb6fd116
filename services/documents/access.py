"""The one door to documents: not visible looks like not there; visible but not allowed says so."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from auth.actor import Actor
from auth.roles import Permission
from services.documents.errors import NotVisible, VersionConflict
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document, ReceiverGroup
from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.states import DocumentState
from services.documents.models.work_file import WorkFile

Row = TypeVar("Row", Document, DocumentCopy, IncomingDocument, WorkFile)

_WITH_ITS_AUTHOR = (DocumentState.DRAFT, DocumentState.RETURNED)


def visible_documents(actor: Actor) -> ColumnElement[bool]:
    """One's own, and what one reviews or signs; leaders, heads and clerks see the agency's."""
    mine = col(Document.drafter_appointment_id) == actor.appointment_id
    left_author = col(Document.state).not_in(_WITH_ITS_AUTHOR)
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        return mine | ((col(Document.agency_id).in_(actor.agencies)) & left_author)
    asked = (col(Document.reviewer_appointment_id) == actor.appointment_id) | (
        col(Document.signer_appointment_id) == actor.appointment_id
    )
    return mine | (asked & left_author)


def visible_incoming(actor: Actor) -> ColumnElement[bool]:
    """Leaders, heads and clerks see the register; an official sees what was assigned to them."""
    in_agency = col(IncomingDocument.agency_id).in_(actor.agencies)
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        return in_agency
    assigned = select(Task.incoming_id).where(Task.appointment_id == actor.appointment_id)
    return in_agency & col(IncomingDocument.id).in_(assigned)


def visible_work_files(actor: Actor) -> ColumnElement[bool]:
    in_agency = col(WorkFile.agency_id).in_(actor.agencies)
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        return in_agency
    return in_agency & (col(WorkFile.holder_appointment_id) == actor.appointment_id)


def visible_copies(actor: Actor) -> ColumnElement[bool]:
    """One's own; leaders, heads and clerks see the agency's."""
    in_agency = col(DocumentCopy.agency_id).in_(actor.agencies)
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        return in_agency
    return in_agency & (col(DocumentCopy.appointment_id) == actor.appointment_id)


async def access_copy(
    session: AsyncSession, actor: Actor, copy_id: UUID, *, for_change: bool = False
) -> DocumentCopy:
    query = select(DocumentCopy).where(DocumentCopy.id == copy_id, visible_copies(actor))
    copy = await _one(session, query, for_change=for_change)
    if copy is None:
        raise NotVisible("document_copy", copy_id)
    return copy


async def access_document(
    session: AsyncSession, actor: Actor, document_id: UUID, *, for_change: bool = False
) -> Document:
    query = select(Document).where(Document.id == document_id, visible_documents(actor))
    document = await _one(session, query, for_change=for_change)
    if document is None:
        raise NotVisible("document", document_id)
    return document


async def access_incoming(
    session: AsyncSession, actor: Actor, incoming_id: UUID, *, for_change: bool = False
) -> IncomingDocument:
    query = select(IncomingDocument).where(
        IncomingDocument.id == incoming_id, visible_incoming(actor)
    )
    incoming = await _one(session, query, for_change=for_change)
    if incoming is None:
        raise NotVisible("incoming_document", incoming_id)
    return incoming


async def access_task(session: AsyncSession, actor: Actor, task_id: UUID) -> Task:
    """A task of an incoming document one can see, for its change.

    The document is locked, as by everything that changes its tasks: one order, no deadlock.
    """
    query = (
        select(IncomingDocument.id)
        .join(Task, col(Task.incoming_id) == IncomingDocument.id)
        .where(Task.id == task_id, visible_incoming(actor))
    )
    if (await session.exec(query.with_for_update(of=IncomingDocument))).one_or_none() is None:
        raise NotVisible("task", task_id)
    return await session.get_one(Task, task_id)


async def access_work_file(
    session: AsyncSession, actor: Actor, work_file_id: UUID, *, for_change: bool = False
) -> WorkFile:
    query = select(WorkFile).where(WorkFile.id == work_file_id, visible_work_files(actor))
    work_file = await _one(session, query, for_change=for_change)
    if work_file is None:
        raise NotVisible("work_file", work_file_id)
    return work_file


def check_version(
    row: Document | IncomingDocument | WorkFile | Task | ReceiverGroup, expected: int | None
) -> None:
    """Raise `VersionConflict` if the client named another version than the current one."""
    if expected is not None and expected != row.version:
        raise VersionConflict(row.version)


async def _one(
    session: AsyncSession, query: SelectOfScalar[Row], *, for_change: bool
) -> Row | None:
    if for_change:
        query = query.with_for_update()
    return (await session.exec(query)).one_or_none()
