"""Queries about outgoing documents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Agency, Appointment, Person
from services.documents.models.document import (
    Comment,
    Document,
    DocumentFile,
    Receiver,
    ReceiverGroup,
    ReceiverGroupMember,
)
from services.documents.models.signing import FileVerdict, Signing
from services.documents.models.states import DocumentState, FileRole, FileState, SigningState
from services.documents.repository.sessions import of_subject
from storage.vietnamese import fold


def signs_next(appointment_id: UUID) -> ColumnElement[bool]:
    """Whose signature is next (`Document.next_signer`)."""
    first = func.coalesce(
        col(Document.secretary_appointment_id), col(Document.signer_appointment_id)
    )
    return or_(
        (col(Document.state) == DocumentState.APPROVED) & (first == appointment_id),
        (col(Document.state) == DocumentState.SIGNED_BY_SECRETARY)
        & (col(Document.signer_appointment_id) == appointment_id),
    )


async def list_documents(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[tuple[Document, str, str]]:
    """Newest change first: the document, its drafter's and its signer's name."""
    drafting, signing = aliased(Appointment), aliased(Appointment)
    drafter, signer = aliased(Person), aliased(Person)
    query = (
        select(Document, drafter.full_name, signer.full_name)
        .join(drafting, drafting.id == col(Document.drafter_appointment_id))  # type: ignore[arg-type]
        .join(drafter, drafter.id == drafting.person_id)  # type: ignore[arg-type]
        .join(signing, signing.id == col(Document.signer_appointment_id))  # type: ignore[arg-type]
        .join(signer, signer.id == signing.person_id)  # type: ignore[arg-type]
        .where(*conditions)
        .order_by(col(Document.changed_at).desc(), col(Document.id).desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(col(Document.changed_at), col(Document.id)) < tuple_(*after))
    return (await session.exec(query)).all()


def matches(column: Any, query: str) -> ColumnElement[bool]:
    """Every word of `query`, diacritics ignored, stands somewhere in the folded column."""
    words = fold(query).split()
    return and_(true(), *(column.contains(word, autoescape=True) for word in words))


async def count_by_state(
    session: AsyncSession, *conditions: ColumnElement[bool]
) -> Sequence[tuple[str, int]]:
    rows = await session.exec(
        select(Document.state, func.count()).where(*conditions).group_by(col(Document.state))
    )
    return rows.all()


async def list_files(session: AsyncSession, document_id: UUID) -> Sequence[DocumentFile]:
    rows = await session.exec(
        select(DocumentFile)
        .where(DocumentFile.document_id == document_id)
        .order_by(col(DocumentFile.id))
    )
    return rows.all()


async def find_main_file(session: AsyncSession, document_id: UUID) -> DocumentFile | None:
    """The newest PDF of the document that is ready."""
    rows = await session.exec(
        select(DocumentFile)
        .where(
            DocumentFile.document_id == document_id,
            DocumentFile.role == FileRole.MAIN,
            DocumentFile.state == FileState.READY,
        )
        .order_by(col(DocumentFile.revision).desc())
        .limit(1)
    )
    return rows.one_or_none()


async def next_revision(session: AsyncSession, document_id: UUID, role: FileRole) -> int:
    newest = await session.exec(
        select(func.max(DocumentFile.revision)).where(
            DocumentFile.document_id == document_id, DocumentFile.role == role
        )
    )
    return (newest.one() or 0) + 1


async def list_receivers(
    session: AsyncSession, document_id: UUID
) -> Sequence[tuple[Receiver, Agency]]:
    """In the order of the agencies' codes."""
    rows = await session.exec(
        select(Receiver, Agency)
        .join(Agency, col(Agency.id) == Receiver.agency_id)
        .where(Receiver.document_id == document_id)
        .order_by(col(Agency.code))
    )
    return rows.all()


async def list_comments(
    session: AsyncSession, *, document_id: UUID | None = None, incoming_id: UUID | None = None
) -> Sequence[Comment]:
    about = (
        Comment.document_id == document_id if document_id else Comment.incoming_id == incoming_id
    )
    rows = await session.exec(select(Comment).where(about).order_by(col(Comment.id)))
    return rows.all()


async def find_newest_signing(session: AsyncSession, document_id: UUID) -> Signing | None:
    rows = await session.exec(
        select(Signing)
        .where(Signing.document_id == document_id)
        .order_by(col(Signing.id).desc())
        .limit(1)
    )
    return rows.one_or_none()


async def is_signing(session: AsyncSession, subject_id: UUID) -> bool:
    """Whether a signature of the document or the copy is under way."""
    rows = await session.exec(
        select(Signing.id).where(of_subject(subject_id), Signing.state == SigningState.STARTED)
    )
    return rows.first() is not None


async def find_verdict(session: AsyncSession, digest: str | None) -> FileVerdict | None:
    return await session.get(FileVerdict, digest) if digest else None


async def list_groups(
    session: AsyncSession, agency_id: UUID
) -> Sequence[tuple[ReceiverGroup, UUID]]:
    rows = await session.exec(
        select(ReceiverGroup, ReceiverGroupMember.agency_id)
        .join(ReceiverGroupMember, col(ReceiverGroupMember.group_id) == ReceiverGroup.id)
        .where(ReceiverGroup.agency_id == agency_id)
        .order_by(col(ReceiverGroup.name), col(ReceiverGroup.id))
    )
    return rows.all()
