"""The port over processes: rooms are spread, and what died comes back as it was meant to be."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from meetings.media.child import MediaProcess
from meetings.media.errors import MediaError, MediaFull, RoomUnknown
from meetings.media.events import Aborted, AbortReason, Event, Joined, Left
from meetings.media.listening import Listeners
from meetings.media.settings import MediaSettings
from meetings.media.shapes import (
    Capabilities,
    Health,
    Offer,
    Purpose,
    Recording,
    Rights,
    RoomPolicy,
    RoomStats,
    Side,
    Track,
    View,
)
from meetings.media.wire import EVENTS, HEALTH


@dataclass(slots=True)
class Meant:
    """What a room should be, so that a process that died can be told again."""

    process: MediaProcess
    policy: RoomPolicy
    rights: dict[str, Rights] = field(default_factory=dict)
    muted: set[tuple[str, Purpose]] = field(default_factory=set)
    #: Who has a connection.
    here: set[str] = field(default_factory=set)


class RemoteMedia:
    """`MediaEngine` over `settings.processes` media processes, which die with this one."""

    def __init__(self, settings: MediaSettings, *, capabilities: Capabilities) -> None:
        self._capabilities = capabilities
        self._rooms: dict[str, Meant] = {}
        self._listeners: Listeners[Event] = Listeners()
        #: By number of process; calls wait until it knows its rooms again.
        self._restoring: dict[int, asyncio.Task[None]] = {}
        self.processes = [
            MediaProcess(
                settings,
                number,
                heard=self._hear,
                lost=partial(self._lose, number),
                back=partial(self._restore_soon, number),
            )
            for number in range(settings.processes)
        ]

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def start(self) -> None:
        await asyncio.gather(*(process.start() for process in self.processes))

    async def aclose(self) -> None:
        for task in self._restoring.values():
            task.cancel()
        await asyncio.gather(*(process.aclose() for process in self.processes))
        self._listeners.close()

    def events(self) -> AsyncIterator[Event]:
        return self._listeners.listen()

    # -- calls, as the port has them -----------------------------------------------------------

    async def open_room(self, room: str, policy: RoomPolicy) -> None:
        meant = self._rooms.get(room)
        if meant is None:
            meant = self._rooms[room] = Meant(self._place(room), policy)
        meant.policy = policy
        await self._call(room, "open_room", policy=policy)

    async def close_room(self, room: str) -> None:
        meant = self._rooms.pop(room, None)
        # With a process that is gone the room is gone, and it is not restored any more.
        if meant is not None and meant.process.is_up:
            await meant.process.call("close_room", {"room": room})

    async def set_rights(self, room: str, participant: str, rights: Rights) -> None:
        meant = self._meant(room)
        before = meant.rights.get(participant)
        # What is meant counts even while the process is away: it is told when it is back.
        meant.rights[participant] = rights
        try:
            await self._call(room, "set_rights", participant=participant, rights=rights)
        except MediaFull:
            if before is None:
                del meant.rights[participant]
            raise

    async def publish(
        self, room: str, participant: str, connection: str, offer: str, tracks: Sequence[Track]
    ) -> str:
        answer: str = await self._call(
            room,
            "publish",
            participant=participant,
            connection=connection,
            offer=offer,
            tracks=list(tracks),
        )
        return answer

    async def subscribe(self, room: str, viewer: str, connection: str, view: View) -> Offer:
        offer: Offer = await self._call(
            room, "subscribe", viewer=viewer, connection=connection, view=view
        )
        return offer

    async def set_view(self, room: str, viewer: str, connection: str, view: View) -> Offer | None:
        offer: Offer | None = await self._call(
            room, "set_view", viewer=viewer, connection=connection, view=view
        )
        return offer

    async def accept(
        self, room: str, viewer: str, connection: str, answer: str, number: int
    ) -> None:
        given = {"viewer": viewer, "connection": connection, "answer": answer, "number": number}
        await self._call(room, "accept", **given)

    async def add_candidate(
        self, room: str, participant: str, connection: str, side: Side, candidate: str
    ) -> None:
        given = {"participant": participant, "connection": connection, "side": side}
        await self._call(room, "add_candidate", **given, candidate=candidate)

    async def mute(self, room: str, participant: str, purpose: Purpose, *, muted: bool) -> None:
        kept = self._meant(room).muted
        (kept.add if muted else kept.discard)((participant, purpose))
        await self._call(room, "mute", participant=participant, purpose=purpose, muted=muted)

    async def leave(self, room: str, participant: str, connection: str) -> None:
        await self._call(room, "leave", participant=participant, connection=connection)

    async def remove(self, room: str, participant: str) -> None:
        meant = self._meant(room)
        meant.rights.pop(participant, None)
        meant.muted = {one for one in meant.muted if one[0] != participant}
        await self._call(room, "remove", participant=participant)

    async def request_keyframe(self, room: str, participant: str, purpose: Purpose) -> None:
        await self._call(room, "request_keyframe", participant=participant, purpose=purpose)

    async def start_recording(self, room: str, folder: Path) -> None:
        await self._call(room, "start_recording", folder=folder)

    async def stop_recording(self, room: str) -> Recording:
        recording: Recording = await self._call(room, "stop_recording")
        return recording

    async def stats(self, room: str) -> RoomStats:
        counted: RoomStats = await self._call(room, "stats")
        return counted

    async def health(self) -> list[Health]:
        """What each process holds now."""
        return [await process.call(HEALTH, {}) for process in self.processes]

    # -- processes -----------------------------------------------------------------------------

    def _place(self, room: str) -> MediaProcess:
        """The process with the fewest rooms; among equals, one that the name decides."""

        def load(process: MediaProcess) -> tuple[int, bytes]:
            rooms = sum(meant.process is process for meant in self._rooms.values())
            return rooms, hashlib.sha256(f"{room} {process.number}".encode()).digest()

        return min(self.processes, key=load)

    async def _call(self, room: str, name: str, **arguments: Any) -> Any:
        process = self._meant(room).process
        restoring = self._restoring.get(process.number)
        if restoring is not None:
            await asyncio.wait([restoring])
        return await process.call(name, {"room": room, **arguments})

    def _meant(self, room: str) -> Meant:
        try:
            return self._rooms[room]
        except KeyError:
            raise RoomUnknown(room) from None

    def _hear(self, message: dict[str, Any]) -> None:
        if "event" not in message:
            return
        event = EVENTS.validate_python(message["event"])
        meant = self._rooms.get(event.room)
        if meant is not None and isinstance(event, Joined):
            meant.here.add(event.participant)
        elif meant is not None and isinstance(event, Left):
            meant.here.discard(event.participant)
        self._listeners.tell(event)

    def _lose(self, number: int) -> None:
        """Tell everybody who was in its rooms to join anew."""
        for room, meant in self._rooms.items():
            if meant.process.number != number:
                continue
            gone, meant.here = meant.here, set()
            for participant in sorted(gone):
                reason = AbortReason.ENGINE_LOST
                self._listeners.tell(Aborted(room=room, participant=participant, reason=reason))

    def _restore_soon(self, number: int) -> None:
        task = self._restoring[number] = asyncio.create_task(self._restore(number))
        task.add_done_callback(lambda _: self._restoring.pop(number, None))

    async def _restore(self, number: int) -> None:
        for room, meant in list(self._rooms.items()):
            if meant.process.number == number:
                try:
                    await self._restore_room(room, meant)
                except MediaError:
                    return  # it is gone again, and will be restored when it is back

    async def _restore_room(self, room: str, meant: Meant) -> None:
        call = meant.process.call
        await call("open_room", {"room": room, "policy": meant.policy})
        for participant, rights in list(meant.rights.items()):
            given = {"room": room, "participant": participant}
            await call("set_rights", {**given, "rights": rights})
        for participant, purpose in list(meant.muted):
            if participant in meant.rights:
                given = {"room": room, "participant": participant, "purpose": purpose}
                await call("mute", {**given, "muted": True})
