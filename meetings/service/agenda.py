"""The agenda: items in order, with who presents and how long."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from meetings.access import access_unfinished
from meetings.errors import FieldRefused, MoveRefused, NotVisible
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.states import ItemState
from meetings.repository.agenda import list_documents, list_items
from meetings.repository.seats import get_seat
from meetings.shapes import ItemPlan

MOST_ITEMS = 100


async def add_item(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, plan: ItemPlan, now: datetime
) -> Meeting:
    meeting = await access_unfinished(session, actor, meeting_id)
    known = await list_items(session, meeting.id)
    if len(known) >= MOST_ITEMS:
        raise FieldRefused("agenda", f"at most {MOST_ITEMS} items")
    await _require_seat(session, meeting, plan)
    item = AgendaItem(**plan.model_dump(), meeting_id=meeting.id, position=len(known) + 1)
    session.add(item)
    _settle(session, actor, meeting, now, added=str(item.id))
    return meeting


async def change_item(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    item_id: UUID,
    plan: ItemPlan,
    now: datetime,
) -> Meeting:
    meeting = await access_unfinished(session, actor, meeting_id)
    item = _one(await list_items(session, meeting.id), item_id)
    await _require_seat(session, meeting, plan)
    item.sqlmodel_update(plan.model_dump())
    _settle(session, actor, meeting, now, changed=str(item.id))
    return meeting


async def remove_item(
    *, session: AsyncSession, actor: Actor, meeting_id: UUID, item_id: UUID, now: datetime
) -> Meeting:
    """Take away an item that was not begun and has no document."""
    meeting = await access_unfinished(session, actor, meeting_id)
    known = await list_items(session, meeting.id)
    item = _one(known, item_id)
    if item.state is not ItemState.WAITING:
        raise MoveRefused("agenda_item", item.state, "removed")
    if any(row.item_id == item.id for row in await list_documents(session, meeting.id)):
        raise MoveRefused("agenda_item", "with documents", "removed")
    await session.delete(item)
    for position, row in enumerate((row for row in known if row is not item), start=1):
        row.position = position
    _settle(session, actor, meeting, now, removed=str(item.id))
    return meeting


async def order_items(
    *,
    session: AsyncSession,
    actor: Actor,
    meeting_id: UUID,
    item_ids: Sequence[UUID],
    now: datetime,
) -> Meeting:
    """Put all items into the order named."""
    meeting = await access_unfinished(session, actor, meeting_id)
    known = {item.id: item for item in await list_items(session, meeting.id)}
    if sorted(item_ids) != sorted(known):
        raise FieldRefused("item_ids", "name every item of the agenda once")
    for position, item_id in enumerate(item_ids, start=1):
        known[item_id].position = position
    _settle(session, actor, meeting, now, ordered=len(known))
    return meeting


def _one(items: Sequence[AgendaItem], item_id: UUID) -> AgendaItem:
    found = next((item for item in items if item.id == item_id), None)
    if found is None:
        raise NotVisible("agenda_item", item_id)
    return found


async def _require_seat(session: AsyncSession, meeting: Meeting, plan: ItemPlan) -> None:
    if plan.presenter_seat_id:
        await get_seat(session, meeting.id, plan.presenter_seat_id)


def _settle(
    session: AsyncSession, actor: Actor, meeting: Meeting, now: datetime, **details: object
) -> None:
    meeting.touch(now=now)
    record_act(
        session,
        actor=actor,
        act=Act.AGENDA_CHANGE,
        subject=("meeting", meeting.id),
        now=now,
        details=dict(details),
    )
