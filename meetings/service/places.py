"""Rooms and bridge points that an agency looks after."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.roles import Permission
from meetings.access import access_place, check_version
from meetings.models.place import Place
from meetings.shapes import PlacePlan


async def add_place(
    *, session: AsyncSession, actor: Actor, plan: PlacePlan, now: datetime
) -> Place:
    """A place of the actor's agency; its name is unique there."""
    actor.require(Permission.MANAGE_PLACES)
    place = Place(**plan.model_dump(), agency_id=actor.agency_id)
    session.add(place)
    _record(session, actor, place, now)
    return place


async def change_place(
    *,
    session: AsyncSession,
    actor: Actor,
    place_id: UUID,
    plan: PlacePlan,
    expected_version: int | None,
    now: datetime,
) -> Place:
    """Replace what is said of a place. One that is closed keeps the meetings it has."""
    place = await access_place(session, actor, place_id)
    actor.require(Permission.MANAGE_PLACES)
    check_version(place, expected_version)
    place.sqlmodel_update(plan.model_dump())
    place.version += 1
    _record(session, actor, place, now)
    return place


def _record(session: AsyncSession, actor: Actor, place: Place, now: datetime) -> None:
    record_act(
        session,
        actor=actor,
        act=Act.PLACE_SAVE,
        subject=("place", place.id),
        now=now,
        details={"name": place.name, "active": place.active},
    )
