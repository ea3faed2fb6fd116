"""Rooms of the engine for one device alone, where it is shown its own picture.

The device check goes through the same engine and the same ports as a meeting, and is no part of
one: nothing is written of it, and nobody can look in.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from meetings.media.events import Event
from meetings.media.port import MediaEngine
from meetings.media.shapes import Rights, RoomPolicy, Side
from services.rooms.live.errors import Closing, SocketRefused
from services.rooms.live.media.calls import CALLS

Answer = dict[str, Any]
Call = Callable[[str, Answer], Awaitable[Answer]]
#: One device is two participants there, since nobody is shown its own picture.
SENDER, VIEWER = "sender", "viewer"
MOST_AT_ONCE = 20


class Trials:
    """Of one server process."""

    def __init__(self, engine: Callable[[], Awaitable[MediaEngine]]) -> None:
        self._engine = engine
        self._tells: dict[str, Callable[[Answer], None]] = {}

    @asynccontextmanager
    async def open(self, tell: Callable[[Answer], None]) -> AsyncIterator[Call]:
        """A room for as long as this lasts. `tell` hears its events; `SocketRefused` if full."""
        if len(self._tells) >= MOST_AT_ONCE:
            raise SocketRefused(Closing.SLOW, "too many check their devices; try again")
        room = str(uuid4())
        engine = await self._engine()
        self._tells[room] = tell
        try:
            await engine.open_room(room, RoomPolicy())
            await engine.set_rights(room, SENDER, Rights(may_share=True))
            await engine.set_rights(room, VIEWER, Rights())

            async def call(name: str, fields: Answer) -> Answer:
                shape, act = CALLS[name]
                return await act(engine, room, _who(name, fields), shape.model_validate(fields))

            yield call
        finally:
            del self._tells[room]
            await engine.close_room(room)

    def tell(self, event: Event) -> bool:
        """Tell an event of a trial; False where it is of a meeting."""
        tell = self._tells.get(event.room)
        if tell is None:
            return False
        facts = {name: value for name, value in asdict(event).items() if name != "room"}
        tell({"type": "media", "event": facts})
        return True


def _who(name: str, fields: Answer) -> str:
    sends = name == "media.publish" or fields.get("side") == Side.UP
    return SENDER if sends else VIEWER
