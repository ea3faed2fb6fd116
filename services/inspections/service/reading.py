"""Inspections as they are shown."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from services.inspections import access, repository
from services.inspections.models import EvidenceNoun, Inspection, InspectionState
from services.inspections.schemas import EvidenceRead, InspectionRead, InspectionRow
from services.people import agencies, officers


async def list_inspections(
    *,
    session: AsyncSession,
    actor: Actor,
    state: InspectionState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[tuple[InspectionRow, datetime]]:
    """Newest first, each with its place; one row more than `limit` where there is a next page."""
    conditions = [access.visible_inspections(actor)]
    if state is not None:
        conditions.append(col(Inspection.state) == state)
    found = await repository.list_inspections(session, *conditions, after=after, limit=limit + 1)
    rows = await _rows(session, found)
    return [(row, one.planned_at) for row, one in zip(rows, found, strict=True)]


async def read_inspection(
    *, session: AsyncSession, actor: Actor, inspection: Inspection
) -> InspectionRead:
    """Call it after the door (access.py)."""
    (row,) = await _rows(session, [inspection])
    people = await officers(session, [inspection.appointment_id])
    return InspectionRead(
        **row.model_dump(),
        planner=people[inspection.appointment_id],
        result=inspection.result,
        result_document_id=inspection.result_document_id,
        evidence=await _evidence(session, inspection.id),
        may_change=access.may_change(inspection, actor)
        and inspection.state is InspectionState.PLANNED,
    )


async def _evidence(session: AsyncSession, inspection_id: UUID) -> list[EvidenceRead]:
    rows = await repository.list_evidence(session, inspection_id)
    names = {
        noun: await repository.find_records(
            session, noun, [row.record_id for row in rows if row.noun is noun]
        )
        for noun in EvidenceNoun
    }
    return [
        EvidenceRead(
            noun=row.noun,
            record_id=row.record_id,
            name=names[row.noun].get(row.record_id, (None, ""))[1] or str(row.record_id),
            note=row.note,
        )
        for row in rows
    ]


async def _rows(session: AsyncSession, found: Sequence[Inspection]) -> list[InspectionRow]:
    known = await agencies(
        session, [one for row in found for one in (row.agency_id, row.inspected_id)]
    )
    shown = set(InspectionRow.model_fields) - {"agency", "inspected"}
    return [
        InspectionRow(
            **row.model_dump(include=shown),
            agency=known[row.agency_id],
            inspected=known[row.inspected_id],
        )
        for row in found
    ]
