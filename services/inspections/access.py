"""The one door to inspections: of one's own agency, and those of which it is the subject."""

from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from services.inspections.errors import NotVisible
from services.inspections.models import Inspection


def visible_inspections(actor: Actor) -> ColumnElement[bool]:
    """For who inspects, and who sees the agency's documents, on either side."""
    if not (actor.can(Permission.INSPECT) or actor.can(Permission.SEE_AGENCY_DOCUMENTS)):
        return false()
    return col(Inspection.agency_id).in_(actor.agencies) | col(Inspection.inspected_id).in_(
        actor.agencies
    )


async def access_inspection(
    session: AsyncSession, actor: Actor, inspection_id: UUID, *, for_change: bool = False
) -> Inspection:
    """Raises `NotVisible`."""
    query = select(Inspection).where(Inspection.id == inspection_id, visible_inspections(actor))
    if for_change:
        query = query.with_for_update()
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotVisible(inspection_id)
    return found


def may_change(inspection: Inspection, actor: Actor) -> bool:
    return inspection.agency_id in actor.agencies and actor.can(Permission.INSPECT)
