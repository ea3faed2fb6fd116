"""The one door to documents: not visible looks like not there; visible but not allowed says so.

What an auditor sees for a case (auth/cases.py) is added to what the appointment sees; it is read,
never changed, and every look is journalled (service/looking.py).
"""

from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, union
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from auth.actor import Actor
from auth.cases import AuditCase, AuditCaseRecord, CaseNoun
from auth.errors import NotAllowed
from auth.roles import Permission
from services.documents.errors import NotVisible, VersionConflict
from services.documents.models.copy import DocumentCopy
from services.documents.models.document import Document, ReceiverGroup
from services.documents.models.incoming import IncomingDocument, Task
from services.documents.models.origin import DocumentRequest
from services.documents.models.states import DocumentState
from services.documents.models.work_file import WorkFile, WorkFileItem

Row = TypeVar("Row", AuditCase, Document, DocumentCopy, IncomingDocument, WorkFile)
# In a work file that a case opens lie documents, and these are open too.
_ITEMS = {
    CaseNoun.DOCUMENT: col(WorkFileItem.document_id),
    CaseNoun.INCOMING: col(WorkFileItem.incoming_id),
}

_WITH_ITS_AUTHOR = (DocumentState.DRAFT, DocumentState.RETURNED)


def visible_documents(actor: Actor) -> ColumnElement[bool]:
    """What one drafts, reviews, signs or has a task of; leaders, heads and clerks: the agency's."""
    return _or_in_a_case(_own_documents(actor), actor, CaseNoun.DOCUMENT, col(Document.id))


def _own_documents(actor: Actor) -> ColumnElement[bool]:
    assigned = (
        select(DocumentRequest.document_id)
        .join(Task, col(Task.request_id) == DocumentRequest.id)
        .where(Task.appointment_id == actor.appointment_id)
    )
    mine = (col(Document.drafter_appointment_id) == actor.appointment_id) | col(Document.id).in_(
        assigned
    )
    left_author = col(Document.state).not_in(_WITH_ITS_AUTHOR)
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        return mine | ((col(Document.agency_id).in_(actor.agencies)) & left_author)
    asked = or_(
        col(Document.reviewer_appointment_id) == actor.appointment_id,
        col(Document.secretary_appointment_id) == actor.appointment_id,
        col(Document.signer_appointment_id) == actor.appointment_id,
    )
    return mine | (asked & left_author)


def visible_incoming(actor: Actor) -> ColumnElement[bool]:
    """Leaders, heads and clerks see the register; an official sees what was assigned to them."""
    own: ColumnElement[bool] = col(IncomingDocument.agency_id).in_(actor.agencies)
    if not actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        assigned = select(Task.incoming_id).where(Task.appointment_id == actor.appointment_id)
        own &= col(IncomingDocument.id).in_(assigned)
    return _or_in_a_case(own, actor, CaseNoun.INCOMING, col(IncomingDocument.id))


def visible_work_files(actor: Actor) -> ColumnElement[bool]:
    own: ColumnElement[bool] = col(WorkFile.agency_id).in_(actor.agencies)
    if not actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        own &= col(WorkFile.holder_appointment_id) == actor.appointment_id
    return _or_in_a_case(own, actor, CaseNoun.WORK_FILE, col(WorkFile.id))


def _or_in_a_case(
    own: ColumnElement[bool], actor: Actor, noun: CaseNoun, record_id: Mapped[UUID]
) -> ColumnElement[bool]:
    if not actor.cases:
        return own
    named = _named(actor, noun)
    if noun not in _ITEMS:
        return own | record_id.in_(named)
    lying = select(_ITEMS[noun]).where(
        col(WorkFileItem.work_file_id).in_(_named(actor, CaseNoun.WORK_FILE)),
        _ITEMS[noun].is_not(None),
    )
    return own | record_id.in_(union(named, lying))


async def find_case(
    session: AsyncSession, actor: Actor, noun: CaseNoun, record_id: UUID
) -> UUID | None:
    """The open case of the actor's that opens this record; None: it is seen otherwise."""
    named = (col(AuditCaseRecord.noun) == noun) & (col(AuditCaseRecord.record_id) == record_id)
    if noun in _ITEMS:
        files = select(WorkFileItem.work_file_id).where(_ITEMS[noun] == record_id)
        named |= (col(AuditCaseRecord.noun) == CaseNoun.WORK_FILE) & col(
            AuditCaseRecord.record_id
        ).in_(files)
    query = select(AuditCaseRecord.case_id).where(
        col(AuditCaseRecord.case_id).in_(actor.cases), named
    )
    return (await session.exec(query.limit(1))).first()


def _named(actor: Actor, noun: CaseNoun) -> SelectOfScalar[UUID]:
    """The records of this noun that the actor's open cases name."""
    return select(AuditCaseRecord.record_id).where(
        col(AuditCaseRecord.case_id).in_(actor.cases), AuditCaseRecord.noun == noun
    )


def visible_copies(actor: Actor) -> ColumnElement[bool]:
    """One's own; leaders, heads and clerks see the agency's."""
    in_agency = col(DocumentCopy.agency_id).in_(actor.agencies)
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        return in_agency
    return in_agency & (col(DocumentCopy.appointment_id) == actor.appointment_id)


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """One's own as an auditor; the agency's for who sees its documents."""
    own = col(AuditCase.auditor_id) == actor.appointment_id
    if actor.can(Permission.SEE_AGENCY_DOCUMENTS):
        own |= col(AuditCase.agency_id).in_(actor.agencies)
    return own


async def access_case(
    session: AsyncSession, actor: Actor, case_id: UUID, *, for_change: bool = False
) -> AuditCase:
    query = select(AuditCase).where(AuditCase.id == case_id, visible_cases(actor))
    case = await _one(session, query, for_change=for_change)
    if case is None:
        raise NotVisible("audit_case", case_id)
    return case


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
    if for_change and actor.cases:
        await _require_own(session, query.where(_own_documents(actor)))
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
    if for_change and actor.cases:
        await _require_own(session, query.where(visible_incoming(_without_cases(actor))))
    return incoming


async def access_task(session: AsyncSession, actor: Actor, task_id: UUID) -> Task:
    """A task of a document one can see, for its change.

    The document is locked, as by everything that changes its tasks: one order, no deadlock.
    """
    actor = _without_cases(actor)
    incoming = (
        select(IncomingDocument.id)
        .join(Task, col(Task.incoming_id) == IncomingDocument.id)
        .where(Task.id == task_id, visible_incoming(actor))
        .with_for_update(of=IncomingDocument)
    )
    own = (
        select(Document.id)
        .join(DocumentRequest, col(DocumentRequest.document_id) == Document.id)
        .join(Task, col(Task.request_id) == DocumentRequest.id)
        .where(Task.id == task_id, visible_documents(actor))
        .with_for_update(of=Document)
    )
    for query in (incoming, own):
        if (await session.exec(query)).one_or_none() is not None:
            return await session.get_one(Task, task_id)
    raise NotVisible("task", task_id)


async def access_work_file(
    session: AsyncSession, actor: Actor, work_file_id: UUID, *, for_change: bool = False
) -> WorkFile:
    query = select(WorkFile).where(WorkFile.id == work_file_id, visible_work_files(actor))
    work_file = await _one(session, query, for_change=for_change)
    if work_file is None:
        raise NotVisible("work_file", work_file_id)
    if for_change and actor.cases:
        await _require_own(session, query.where(visible_work_files(_without_cases(actor))))
    return work_file


def check_version(
    row: Document | IncomingDocument | WorkFile | Task | ReceiverGroup, expected: int | None
) -> None:
    """Raise `VersionConflict` if the client named another version than the current one."""
    if expected is not None and expected != row.version:
        raise VersionConflict(row.version)


def _without_cases(actor: Actor) -> Actor:
    return replace(actor, cases=frozenset())


async def _require_own(session: AsyncSession, query: SelectOfScalar[Row]) -> None:
    """Raise `NotAllowed` for what is seen for a case alone."""
    if (await session.exec(query)).one_or_none() is None:
        raise NotAllowed("change")


async def _one(
    session: AsyncSession, query: SelectOfScalar[Row], *, for_change: bool
) -> Row | None:
    if for_change:
        query = query.with_for_update()
    return (await session.exec(query)).one_or_none()
