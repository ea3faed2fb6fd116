"""Commands about seats: admission, the roll, and the chair's controls."""

from pydantic import Field

from meetings.service import admitting, controlling, roll
from services.rooms.live.commands.command import (
    Answer,
    Call,
    Command,
    Commands,
    Message,
    Nothing,
    OfSeat,
)
from storage.text import Text


class CallRoll(Message):
    entries: list[roll.RollEntry] = Field(min_length=1, max_length=500)


class Control(OfSeat):
    muted: bool | None = None
    camera_off: bool | None = None
    may_share: bool | None = None


class Remove(OfSeat):
    reason: Text = Field(min_length=10, max_length=1000)


async def _admit(call: Call, message: OfSeat) -> Answer:
    await admitting.admit_guest(**call.acting, seat_id=message.seat_id)
    return None


async def _roll(call: Call, message: CallRoll) -> Answer:
    standing = await roll.call_roll(**call.acting, entries=message.entries)
    return {"present": len(standing.present), "entitled": len(standing.entitled)}


async def _control(call: Call, message: Control) -> Answer:
    await controlling.control_seat(**call.acting, **message.model_dump())
    return None


async def _mute_all(call: Call, _: Nothing) -> Answer:
    await controlling.mute_all(**call.acting)
    return None


async def _unmute_all(call: Call, _: Nothing) -> Answer:
    await controlling.unmute_all(**call.acting)
    return None


async def _remove(call: Call, message: Remove) -> Answer:
    await controlling.remove_seat(**call.acting, seat_id=message.seat_id, reason=message.reason)
    return None


async def _readmit(call: Call, message: OfSeat) -> Answer:
    await controlling.readmit_seat(**call.acting, seat_id=message.seat_id)
    return None


COMMANDS: Commands = {
    "guest.admit": Command(OfSeat, _admit),
    "roll.call": Command(CallRoll, _roll),
    "seat.control": Command(Control, _control),
    "seats.mute": Command(Nothing, _mute_all),
    "seats.unmute": Command(Nothing, _unmute_all),
    "seat.remove": Command(Remove, _remove),
    "seat.readmit": Command(OfSeat, _readmit),
}
