"""Commands about the meeting itself, its agenda and its recording."""

from uuid import UUID

from pydantic import Field

from meetings.models.live_states import SpeechRule
from meetings.service import controlling, leading, recording
from services.rooms.live.commands.command import Answer, Call, Command, Commands, Message, Nothing


class StartItem(Message):
    item_id: UUID


class ExtendItem(Message):
    minutes: int = Field(ge=1, le=240)


class Rules(Message):
    speech: SpeechRule | None = None
    speech_seconds: int | None = Field(default=None, ge=10, le=7200)
    locked: bool | None = None


async def _open(call: Call, _: Nothing) -> Answer:
    await leading.open_meeting(**call.acting)
    return None


async def _close(call: Call, _: Nothing) -> Answer:
    await leading.close_meeting(**call.acting)
    return None


async def _rules(call: Call, message: Rules) -> Answer:
    await controlling.set_rules(**call.acting, **message.model_dump())
    return None


async def _start_item(call: Call, message: StartItem) -> Answer:
    await leading.start_item(**call.acting, item_id=message.item_id)
    return None


async def _next_item(call: Call, _: Nothing) -> Answer:
    item = await leading.next_item(**call.acting)
    return {"item_id": str(item.id) if item else None}


async def _finish_item(call: Call, _: Nothing) -> Answer:
    await leading.finish_item(**call.acting)
    return None


async def _extend_item(call: Call, message: ExtendItem) -> Answer:
    await leading.extend_item(**call.acting, minutes=message.minutes)
    return None


async def _start_recording(call: Call, _: Nothing) -> Answer:
    row = await recording.start_recording(**call.acting)
    return {"recording_id": str(row.id)}


async def _stop_recording(call: Call, _: Nothing) -> Answer:
    row = await recording.stop_recording(**call.acting)
    return {"recording_id": str(row.id)}


COMMANDS: Commands = {
    "meeting.open": Command(Nothing, _open),
    "meeting.close": Command(Nothing, _close),
    "meeting.rules": Command(Rules, _rules),
    "item.start": Command(StartItem, _start_item),
    "item.next": Command(Nothing, _next_item),
    "item.finish": Command(Nothing, _finish_item),
    "item.extend": Command(ExtendItem, _extend_item),
    "recording.start": Command(Nothing, _start_recording),
    "recording.stop": Command(Nothing, _stop_recording),
}
