"""Inspections over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from services.deps import ActorDep, NowDep, RequiredVersionDep, SessionDep
from services.downloads import etag
from services.history_router import history_router
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.inspections.access import access_inspection
from services.inspections.models import InspectionState
from services.inspections.schemas import (
    Conclusion,
    EvidenceAdd,
    InspectionPlan,
    InspectionRead,
    InspectionRow,
)
from services.inspections.service import inspecting, reading
from services.paging import (
    DEFAULT_LIMIT,
    CursorQuery,
    LimitQuery,
    Page,
    moment_cursor,
    moment_key,
    page_of,
)
from services.reasons import ReasonGiven

router = APIRouter(tags=["inspections"], route_class=IdempotentRoute)
router.include_router(
    history_router("/inspections/{inspection_id}", "inspection", access_inspection)
)


@router.get("/inspections")
async def list_inspections(
    session: SessionDep,
    actor: ActorDep,
    state: InspectionState | None = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = DEFAULT_LIMIT,
) -> Page[InspectionRow]:
    """Of one's own agency, and those of which it is the subject."""
    rows = await reading.list_inspections(
        session=session, actor=actor, state=state, after=moment_cursor(cursor), limit=limit
    )
    return page_of(
        rows, limit=limit, read=lambda row: row[0], key=lambda row: moment_key(row[1], row[0].id)
    )


@router.post("/inspections", status_code=HTTPStatus.CREATED, dependencies=[IdempotencyDep])
async def plan_inspection(
    plan: InspectionPlan, session: SessionDep, actor: ActorDep, now: NowDep
) -> InspectionRead:
    made = await inspecting.plan_inspection(session=session, actor=actor, plan=plan, now=now)
    return await reading.read_inspection(session=session, actor=actor, inspection=made)


@router.get("/inspections/{inspection_id}")
async def read_inspection(
    inspection_id: UUID, response: Response, session: SessionDep, actor: ActorDep
) -> InspectionRead:
    found = await access_inspection(session, actor, inspection_id)
    response.headers.update(etag(found.version))
    return await reading.read_inspection(session=session, actor=actor, inspection=found)


@router.put("/inspections/{inspection_id}")
async def change_plan(
    inspection_id: UUID,
    plan: InspectionPlan,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> InspectionRead:
    """While it is planned."""
    found = await inspecting.change_plan(
        session=session, actor=actor, inspection_id=inspection_id, plan=plan,
        expected_version=version, now=now,
    )  # fmt: skip
    return await reading.read_inspection(session=session, actor=actor, inspection=found)


@router.post("/inspections/{inspection_id}/evidence", dependencies=[IdempotencyDep])
async def add_evidence(
    inspection_id: UUID, evidence: EvidenceAdd, session: SessionDep, actor: ActorDep, now: NowDep
) -> InspectionRead:
    """Cite a document, a work file, a meeting or an answer from the journal."""
    found = await inspecting.add_evidence(
        session=session, actor=actor, inspection_id=inspection_id, evidence=evidence, now=now
    )
    return await reading.read_inspection(session=session, actor=actor, inspection=found)


@router.post("/inspections/{inspection_id}/conclude", dependencies=[IdempotencyDep])
async def conclude(
    inspection_id: UUID,
    conclusion: Conclusion,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> InspectionRead:
    found = await inspecting.conclude(
        session=session, actor=actor, inspection_id=inspection_id, conclusion=conclusion,
        expected_version=version, now=now,
    )  # fmt: skip
    return await reading.read_inspection(session=session, actor=actor, inspection=found)


@router.post("/inspections/{inspection_id}/cancel", dependencies=[IdempotencyDep])
async def cancel(
    inspection_id: UUID,
    given: ReasonGiven,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> InspectionRead:
    found = await inspecting.cancel(
        session=session, actor=actor, inspection_id=inspection_id, given=given,
        expected_version=version, now=now,
    )  # fmt: skip
    return await reading.read_inspection(session=session, actor=actor, inspection=found)
