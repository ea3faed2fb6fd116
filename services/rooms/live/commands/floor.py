"""Commands about the floor."""

from uuid import UUID

from pydantic import Field

from meetings.models.live_states import FloorKind
from meetings.service import floor
from services.rooms.live.commands.command import Answer, Call, Command, Commands, Message, Nothing
from storage.text import Line


class Ask(Message):
    kind: FloorKind = FloorKind.SPEAK
    person: Line = Field(default="", max_length=200)
    seat_id: UUID | None = None


class OfRequest(Message):
    request_id: UUID


class Order(Message):
    request_ids: list[UUID] = Field(max_length=500)


class GiveFloor(Message):
    request_id: UUID | None = None
    seat_id: UUID | None = None
    person: Line = Field(default="", max_length=200)
    seconds: int | None = Field(default=None, ge=10, le=7200)


class Extend(Message):
    seconds: int = Field(ge=10, le=3600)


async def _ask(call: Call, message: Ask) -> Answer:
    row = await floor.ask_floor(**call.acting, **message.model_dump())
    return {"request_id": str(row.id)}


async def _withdraw(call: Call, message: OfRequest) -> Answer:
    await floor.withdraw_floor(**call.acting, request_id=message.request_id)
    return None


async def _order(call: Call, message: Order) -> Answer:
    await floor.order_floor(**call.acting, request_ids=message.request_ids)
    return None


async def _dismiss(call: Call, message: OfRequest) -> Answer:
    await floor.dismiss_floor(**call.acting, request_id=message.request_id)
    return None


async def _give(call: Call, message: GiveFloor) -> Answer:
    row = await floor.call_floor(**call.acting, **message.model_dump())
    return {"request_id": str(row.id)}


async def _end(call: Call, _: Nothing) -> Answer:
    await floor.end_floor(**call.acting)
    return None


async def _extend(call: Call, message: Extend) -> Answer:
    await floor.extend_floor(**call.acting, seconds=message.seconds)
    return None


COMMANDS: Commands = {
    "floor.ask": Command(Ask, _ask),
    "floor.withdraw": Command(OfRequest, _withdraw),
    "floor.order": Command(Order, _order),
    "floor.dismiss": Command(OfRequest, _dismiss),
    "floor.call": Command(GiveFloor, _give),
    "floor.end": Command(Nothing, _end),
    "floor.extend": Command(Extend, _extend),
}
