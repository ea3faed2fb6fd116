"""The inspections of the year: planned, made on what they cite, concluded."""

from uuid import UUID

from services.demonstration.acting import Stage, agency_ids
from services.demonstration.flow import REVIEWER
from services.demonstration.year.offices import texts
from services.demonstration.year.planning.inspections import MadeInspection
from services.inspections.models import EvidenceNoun
from services.inspections.schemas import Conclusion, EvidenceAdd, InspectionPlan
from services.inspections.service import inspecting

_INSPECTOR = REVIEWER


async def plan_inspection(stage: Stage, planned: MadeInspection) -> UUID:
    subjects: list[str] = texts()["inspections"]
    async with stage.acting(_INSPECTOR) as (session, actor):
        (commune,) = await agency_ids(session, (planned.commune,))
        made = await inspecting.plan_inspection(
            session=session,
            actor=actor,
            plan=InspectionPlan(
                inspected_agency_id=commune,
                subject=subjects[planned.number % len(subjects)],
                basis=f"QĐ số {planned.number + 21}/QĐ-UBND",
                plan=f"Kế hoạch kiểm tra năm {planned.concluded.year}",
                form=planned.form,
                begins_on=planned.begins,
                ends_on=planned.concluded,
            ),
            now=stage.now,
        )
        return made.id


async def conclude_inspection(
    stage: Stage,
    planned: MadeInspection,
    inspection_id: UUID,
    cited: tuple[EvidenceNoun, UUID] | None,
) -> None:
    async with stage.acting(_INSPECTOR) as (session, actor):
        if cited:
            await inspecting.add_evidence(
                session=session,
                actor=actor,
                inspection_id=inspection_id,
                evidence=EvidenceAdd(noun=cited[0], record_id=cited[1]),
                now=stage.now,
            )
        await inspecting.conclude(
            session=session,
            actor=actor,
            inspection_id=inspection_id,
            conclusion=Conclusion(
                concluded_on=planned.concluded, result=f"{planned.number + 4}/KL-UBND"
            ),
            expected_version=None,
            now=stage.now,
        )
