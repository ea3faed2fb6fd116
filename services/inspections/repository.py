"""Inspections in their list, their evidence, and what a record that is cited is called."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, text, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.inspections.models import EvidenceNoun, Inspection, InspectionEvidence

_NAMES = "SELECT id, agency_id, name FROM citable_record WHERE noun = :noun AND id = ANY(:ids)"


async def list_inspections(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Inspection]:
    """Newest first."""
    place = (col(Inspection.planned_at), col(Inspection.id))
    query = select(Inspection).where(*conditions).order_by(*(part.desc() for part in place))
    if after is not None:
        query = query.where(tuple_(*place) < tuple_(*after))
    return (await session.exec(query.limit(limit))).all()


async def list_evidence(session: AsyncSession, inspection_id: UUID) -> Sequence[InspectionEvidence]:
    row = InspectionEvidence
    rows = await session.exec(
        select(row)
        .where(row.inspection_id == inspection_id)
        .order_by(col(row.added_at), col(row.record_id))
    )
    return rows.all()


async def find_records(
    session: AsyncSession, noun: EvidenceNoun, ids: Collection[UUID]
) -> dict[UUID, tuple[UUID, str]]:
    """The agency of each record and what it is called; what is not there is left out."""
    connection = await session.connection()
    rows = await connection.execute(text(_NAMES), {"noun": str(noun), "ids": list(ids)})
    return {row[0]: (row[1], row[2] or "") for row in rows}
