"""Commands of speech without the floor: chat, signals, and the page that is shown."""

from uuid import UUID

from pydantic import Field, model_validator

from meetings.service import talking
from services.rooms.live.commands.command import Answer, Call, Command, Commands, Message
from storage.text import Line, Text


class Say(Message):
    text: Text = Field(min_length=1, max_length=2000)
    to: talking.Audience = talking.Audience.ALL


class Note(Message):
    """Of a seat, or of somebody by name."""

    seat_id: UUID | None = None
    person: Line = Field(default="", max_length=200)
    text: Text = Field(min_length=1, max_length=4000)

    @model_validator(mode="after")
    def whose(self) -> "Note":
        if self.seat_id is None and not self.person:
            raise ValueError("seat_id or person: say whose opinion it is")
        return self


class Sign(Message):
    signal: talking.Signal


class Show(Message):
    document_id: UUID | None
    page: int | None = Field(default=None, ge=1, le=100_000)


async def _say(call: Call, message: Say) -> Answer:
    return {"seq": await talking.say(**call.acting, text=message.text, to=message.to)}


async def _note(call: Call, message: Note) -> Answer:
    return {"seq": await talking.note(**call.acting, **message.model_dump())}


async def _sign(call: Call, message: Sign) -> Answer:
    await talking.signal(session=call.session, who=call.who, signal=message.signal)
    return None


async def _show(call: Call, message: Show) -> Answer:
    await talking.show_page(session=call.session, who=call.who, **message.model_dump())
    return None


COMMANDS: Commands = {
    "chat.say": Command(Say, _say),
    "remark.note": Command(Note, _note),
    "signal.give": Command(Sign, _sign),
    "page.show": Command(Show, _show),
}
