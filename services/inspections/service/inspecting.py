"""Planning an inspection, citing what it was made on, concluding or cancelling it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.errors import NotAllowed
from auth.models import Agency
from auth.repository import in_force
from auth.roles import Permission
from auth.service import vietnam_day
from services.inspections import access, repository
from services.inspections.errors import FieldRefused, VersionConflict
from services.inspections.models import EvidenceNoun, Inspection, InspectionEvidence
from services.inspections.schemas import Conclusion, EvidenceAdd, InspectionPlan
from services.reasons import ReasonGiven


async def plan_inspection(
    *, session: AsyncSession, actor: Actor, plan: InspectionPlan, now: datetime
) -> Inspection:
    actor.require(Permission.INSPECT)
    await _require_agency(session, plan.inspected_agency_id, now=now)
    inspection = Inspection(
        **plan.model_dump(exclude={"inspected_agency_id"}),
        agency_id=actor.agency_id,
        inspected_id=plan.inspected_agency_id,
        appointment_id=actor.appointment_id,
        planned_at=now,
    )
    session.add(inspection)
    _record(session, actor, Act.INSPECTION_PLAN, inspection, now, **_told(plan))
    return inspection


async def change_plan(
    *,
    session: AsyncSession,
    actor: Actor,
    inspection_id: UUID,
    plan: InspectionPlan,
    expected_version: int | None,
    now: datetime,
) -> Inspection:
    inspection = await _access(session, actor, inspection_id, expected_version)
    inspection.require_planned()
    await _require_agency(session, plan.inspected_agency_id, now=now)
    for name, value in plan.model_dump(exclude={"inspected_agency_id"}).items():
        setattr(inspection, name, value)
    inspection.inspected_id = plan.inspected_agency_id
    inspection.version += 1
    _record(session, actor, Act.INSPECTION_CHANGE, inspection, now, **_told(plan))
    return inspection


async def add_evidence(
    *,
    session: AsyncSession,
    actor: Actor,
    inspection_id: UUID,
    evidence: EvidenceAdd,
    now: datetime,
) -> Inspection:
    """Cite a record of one of the two agencies; citing opens nothing to anybody."""
    inspection = await _access(session, actor, inspection_id, None)
    inspection.require_planned()
    await _require_record(session, inspection, evidence.noun, evidence.record_id, "record_id")
    known = {
        (row.noun, row.record_id) for row in await repository.list_evidence(session, inspection.id)
    }
    if (evidence.noun, evidence.record_id) not in known:
        session.add(
            InspectionEvidence(inspection_id=inspection.id, added_at=now, **evidence.model_dump())
        )
        inspection.version += 1
        _record(
            session, actor, Act.INSPECTION_EVIDENCE, inspection, now,
            noun=evidence.noun, record=str(evidence.record_id),
        )  # fmt: skip
    return inspection


async def conclude(
    *,
    session: AsyncSession,
    actor: Actor,
    inspection_id: UUID,
    conclusion: Conclusion,
    expected_version: int | None,
    now: datetime,
) -> Inspection:
    """What is concluded is counted (G16), and does not change any more."""
    inspection = await _access(session, actor, inspection_id, expected_version)
    inspection.require_planned()
    if not inspection.begins_on <= conclusion.concluded_on <= vietnam_day(now):
        raise FieldRefused("concluded_on", "from its first day until today")
    if conclusion.document_id is not None:
        await _require_record(
            session, inspection, EvidenceNoun.DOCUMENT, conclusion.document_id, "document_id"
        )
    inspection.mark_concluded(
        on=conclusion.concluded_on, result=conclusion.result, document_id=conclusion.document_id
    )
    _record(
        session, actor, Act.INSPECTION_CONCLUDE, inspection, now,
        result=conclusion.result, concluded_on=conclusion.concluded_on.isoformat(),
    )  # fmt: skip
    return inspection


async def cancel(
    *,
    session: AsyncSession,
    actor: Actor,
    inspection_id: UUID,
    given: ReasonGiven,
    expected_version: int | None,
    now: datetime,
) -> Inspection:
    inspection = await _access(session, actor, inspection_id, expected_version)
    inspection.mark_cancelled()
    _record(session, actor, Act.INSPECTION_CANCEL, inspection, now, reason=given.reason)
    return inspection


async def _access(
    session: AsyncSession, actor: Actor, inspection_id: UUID, expected_version: int | None
) -> Inspection:
    """One of the actor's agency, locked. Who is inspected sees it and may not change it."""
    inspection = await access.access_inspection(session, actor, inspection_id, for_change=True)
    if not access.may_change(inspection, actor):
        actor.require(Permission.INSPECT)
        raise NotAllowed(Permission.INSPECT)
    if expected_version not in {None, inspection.version}:
        raise VersionConflict(inspection.version)
    return inspection


async def _require_agency(session: AsyncSession, agency_id: UUID, *, now: datetime) -> None:
    wanted = select(Agency).where(Agency.id == agency_id, in_force(Agency, vietnam_day(now)))
    found = (await session.exec(wanted)).one_or_none()
    if found is None or found.external:
        raise FieldRefused("inspected_agency_id", "not an agency in force on this system")


async def _require_record(
    session: AsyncSession, inspection: Inspection, noun: EvidenceNoun, record_id: UUID, field: str
) -> None:
    found = await repository.find_records(session, noun, [record_id])
    owner = found.get(record_id)
    if owner is None or owner[0] not in {inspection.agency_id, inspection.inspected_id}:
        raise FieldRefused(field, "no such record of the two agencies")


def _told(plan: InspectionPlan) -> dict[str, str]:
    told = plan.model_dump(mode="json", exclude={"subject"})
    return {name: str(value) for name, value in told.items() if value}


def _record(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    inspection: Inspection,
    now: datetime,
    **details: str,
) -> None:
    record_act(
        session, actor=actor, act=act, subject=("inspection", inspection.id), now=now,
        agency_id=inspection.agency_id, details=details,
    )  # fmt: skip
