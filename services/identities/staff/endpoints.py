"""Departments, people and appointments over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from services.deps import ActorDep, NowDep, SessionDep
from services.history_router import history_router
from services.identities.access import access_person
from services.identities.staff import service
from services.identities.staff.schemas import (
    AppointmentEnd,
    AppointmentGive,
    PersonAdd,
    StaffOverview,
)

router = APIRouter(tags=["identities"])
router.include_router(
    history_router("/people/{person_id}", "person", access_person, beside=service.list_belongings)
)


class Made(BaseModel):
    id: UUID


@router.get("/agencies/{agency_id}/staff")
async def read_overview(
    agency_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    person_id: UUID | None = None,
) -> StaffOverview:
    """For its administrator: departments, people (or one), their accounts and appointments."""
    return await service.read_overview(
        session=session, actor=actor, agency_id=agency_id, person_id=person_id, now=now
    )


@router.post("/agencies/{agency_id}/people", status_code=201)
async def add_person(
    agency_id: UUID, given: PersonAdd, session: SessionDep, actor: ActorDep, now: NowDep
) -> Made:
    made = await service.add_person(
        session=session, actor=actor, agency_id=agency_id, given=given, now=now
    )
    return Made(id=made)


@router.post("/agencies/{agency_id}/appointments", status_code=201)
async def give_appointment(
    agency_id: UUID, given: AppointmentGive, session: SessionDep, actor: ActorDep, now: NowDep
) -> Made:
    made = await service.give_appointment(
        session=session, actor=actor, agency_id=agency_id, given=given, now=now
    )
    return Made(id=made)


@router.post("/appointments/{appointment_id}/end", status_code=204, response_class=Response)
async def end_appointment(
    appointment_id: UUID, given: AppointmentEnd, session: SessionDep, actor: ActorDep, now: NowDep
) -> None:
    await service.end_appointment(
        session=session, actor=actor, appointment_id=appointment_id, given=given, now=now
    )
