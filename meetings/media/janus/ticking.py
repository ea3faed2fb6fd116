"""Once a second: what Janus does not do by itself; and rooms that are open no more."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping

from meetings.media import events
from meetings.media.errors import MediaUnavailable
from meetings.media.janus.down import Down
from meetings.media.janus.people import Person
from meetings.media.janus.room import Room
from meetings.media.settings import MediaSettings

log = logging.getLogger(__name__)


class Ticking:
    def __init__(self, rooms: Mapping[str, Room], settings: MediaSettings) -> None:
        self._rooms, self._settings = rooms, settings
        self._running: asyncio.Task[None] | None = None
        self._opening: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._running = asyncio.create_task(self._run())

    async def aclose(self) -> None:
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(1)
            for room in list(self._rooms.values()):
                if room.address.is_open:
                    _second(room, self._settings, time.monotonic())
                elif room.address.server.is_up:
                    task = asyncio.create_task(_open_again(room))
                    self._opening.add(task)
                    task.add_done_callback(self._opening.discard)


async def _open_again(room: Room) -> None:
    try:
        await room.address.open(room.stage.policy)
    except MediaUnavailable as error:
        log.warning("a room could not be opened again: %s", error)


def _second(room: Room, settings: MediaSettings, now: float) -> None:
    for who in list(room.people.values()):
        for link in list(who.links):
            if link.is_given_up(now, settings):
                room.lost(link)
            elif isinstance(link, Down) and link.is_connected and link.second(now):
                _tell_quality(room, link)
        _watch(room, who, now, settings.silent_seconds)


def _watch(room: Room, who: Person, now: float, patience: float) -> None:
    if who.up is None:
        return
    since = who.up.silent_since
    alive = since is None or now - since < patience
    if alive is not who.alive:
        who.alive = alive
        room.tell(events.Liveness(room=room.name, participant=who.name, alive=alive))


def _tell_quality(room: Room, down: Down) -> None:
    room.tell(
        events.QualityChanged(
            room=room.name,
            participant=down.participant,
            line=down.line,
            loss=down.loss,
            rtt=None,
            estimate=None,
        )
    )
