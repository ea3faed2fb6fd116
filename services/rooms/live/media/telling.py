"""What the engine tells reaches the devices of a meeting, here and at other processes."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from meetings.media.events import Event, Joined, Speaking
from meetings.media.shapes import Side
from services.rooms.live.media import relay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meetings.media.port import MediaEngine
    from services.rooms.live.media.host import Host
    from services.rooms.live.media.room import MediaRoom
    from services.rooms.live.media.trials import Trials

log = logging.getLogger(__name__)

#: What concerns one participant alone.
_PERSONAL = frozenset({"slots", "offer", "quality", "aborted", "joined"})

Answer = dict[str, Any]


class Telling:
    def __init__(self, hub: Host, rooms: Mapping[UUID, MediaRoom], trials: Trials) -> None:
        self._hub, self._rooms, self._trials = hub, rooms, trials

    async def tell_events(self, engine: MediaEngine) -> None:
        async for event in engine.events():
            try:
                await self._tell(event)
            except Exception:
                log.exception("an event of the media engine could not be told")

    async def _tell(self, event: Event) -> None:
        if self._trials.tell(event):
            return
        meeting_id = UUID(event.room)
        room = self._rooms.get(meeting_id)
        if room is None:
            return
        facts = {name: value for name, value in asdict(event).items() if name != "room"}
        to = None
        if event.kind in _PERSONAL:
            to = facts.get("participant") or facts.get("viewer")
        self.tell_here(meeting_id, to, facts)
        # Levels are for the eye, several times a second: not worth a transaction each.
        if isinstance(event, Speaking):
            facts["levels"] = {}
        await self._tell_elsewhere(room, to, facts)
        if isinstance(event, Joined) and event.side is Side.DOWN:
            await self._tell_tracks(room, event)

    async def _tell_tracks(self, room: MediaRoom, joined: Joined) -> None:
        """Who comes is told what is sent already; from then on it hears of what changes."""
        stats = await room.stats()
        sources = [
            {"participant": one.participant, "purpose": purpose}
            for one in stats.participants
            for purpose in one.sends
        ]
        facts = {"kind": "tracks", "sources": sources}
        self.tell_here(UUID(joined.room), joined.participant, facts)
        await self._tell_elsewhere(room, joined.participant, facts)

    async def _tell_elsewhere(self, room: MediaRoom, to: str | None, facts: Answer) -> None:
        for server in room.servers - {self._hub.number}:
            body = {"meeting": room.name, "to": to, "tells": facts}
            meeting_id = UUID(room.name)
            await relay.pass_on(self._hub.platform, server=server, meeting_id=meeting_id, body=body)

    def tell_here(self, meeting_id: UUID, to: str | None, facts: Answer) -> None:
        gathering = self._hub.find(meeting_id)
        if gathering is None:
            return
        message = {"type": "media", "event": facts}
        if to is None:
            gathering.tell(message)
        else:
            gathering.tell_participant(to, message)
