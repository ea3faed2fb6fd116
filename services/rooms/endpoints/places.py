"""Rooms and bridge points over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from meetings.service import places
from meetings.shapes import Moment, PlacePlan
from services.deps import ActorDep, NowDep, RequiredVersionDep, SessionDep, SignedIn
from services.idempotency import IdempotencyDep, IdempotentRoute
from services.rooms.schemas.meeting import PlaceRow
from services.rooms.service.places import list_places, read_place
from services.text import WordsQuery

router = APIRouter(tags=["meetings"], route_class=IdempotentRoute)
MomentQuery = Annotated[Moment | None, Query()]


@router.get("/places", dependencies=[SignedIn])
async def read_places(
    session: SessionDep,
    q: WordsQuery = "",
    starts_at: MomentQuery = None,
    ends_at: MomentQuery = None,
) -> list[PlaceRow]:
    """Every agency's places; with a time, whether each is taken then."""
    asked = (starts_at, ends_at) if starts_at and ends_at else None
    return await list_places(session=session, query=q, asked=asked)


@router.post("/places", status_code=201, dependencies=[IdempotencyDep])
async def add_place(plan: PlacePlan, session: SessionDep, actor: ActorDep, now: NowDep) -> PlaceRow:
    place = await places.add_place(session=session, actor=actor, plan=plan, now=now)
    return await read_place(session=session, place=place)


@router.put("/places/{place_id}")
async def change_place(
    place_id: UUID,
    plan: PlacePlan,
    version: RequiredVersionDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
) -> PlaceRow:
    place = await places.change_place(
        session=session,
        actor=actor,
        place_id=place_id,
        plan=plan,
        expected_version=version,
        now=now,
    )
    return await read_place(session=session, place=place)
