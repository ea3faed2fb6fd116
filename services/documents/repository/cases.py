"""Cases, the records they open, and whom one may open them to."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.cases import AuditCase, AuditCaseRecord, CaseNoun
from auth.models import Agency, Appointment, Department
from auth.repository import in_force
from auth.roles import Role
from services.documents.models.document import Document
from services.documents.models.incoming import IncomingDocument
from services.documents.models.work_file import WorkFile


async def list_cases(
    session: AsyncSession,
    condition: ColumnElement[bool],
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[AuditCase]:
    """Newest first."""
    place = (col(AuditCase.granted_at), col(AuditCase.id))
    query = select(AuditCase).where(condition).order_by(*(part.desc() for part in place))
    if after is not None:
        query = query.where(tuple_(*place) < tuple_(*after))
    return (await session.exec(query.limit(limit))).all()


async def list_records(session: AsyncSession, case_id: UUID) -> Sequence[AuditCaseRecord]:
    row = AuditCaseRecord
    rows = await session.exec(
        select(row).where(row.case_id == case_id).order_by(col(row.noun), col(row.record_id))
    )
    return rows.all()


async def name_records(
    session: AsyncSession, noun: CaseNoun, ids: Collection[UUID]
) -> dict[UUID, str]:
    """Number and symbol of each; a draft's symbol; never what it is about."""
    if noun is CaseNoun.DOCUMENT:
        documents = await session.exec(select(Document).where(col(Document.id).in_(ids)))
        return {one.id: one.number_and_symbol or f"…/{one.symbol}" for one in documents}
    if noun is CaseNoun.INCOMING:
        incoming = await session.exec(
            select(IncomingDocument.id, IncomingDocument.number_and_symbol).where(
                col(IncomingDocument.id).in_(ids)
            )
        )
        return dict(incoming.all())
    files = await session.exec(
        select(WorkFile.id, WorkFile.symbol).where(col(WorkFile.id).in_(ids))
    )
    return dict(files.all())


async def list_auditors(session: AsyncSession, *, day: date) -> Sequence[tuple[UUID, str]]:
    """Appointments in force of auditors on this system, each with its agency's name."""
    rows = await session.exec(
        select(Appointment.id, Agency.name)
        .join(Department, col(Department.id) == Appointment.department_id)
        .join(Agency, col(Agency.id) == Department.agency_id)
        .where(
            col(Appointment.roles).contains([Role.AUDITOR]),
            in_force(Appointment, day),
            in_force(Department, day),
            in_force(Agency, day),
            col(Agency.external).is_(False),
        )
        .order_by(col(Agency.code), col(Appointment.id))
    )
    return rows.all()
