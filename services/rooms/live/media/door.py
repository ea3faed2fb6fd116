"""From a device's message to the engine that has its meeting's media, and back.

One process has the media of a meeting. What devices at the others say is passed on to it, and what
the engine tells is passed back. The engine is started when the first meeting needs it here.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from meetings.media.errors import MediaUnavailable, RoomUnknown
from meetings.media.ice_servers import IceServer, ice_servers
from meetings.media.opening import open_media_engine
from services.rooms.live.carrying_out import malformed, refusal
from services.rooms.live.media import ownership, recordings, relay
from services.rooms.live.media.calls import CALLS
from services.rooms.live.media.room import MediaRoom
from services.rooms.live.media.telling import Telling
from services.rooms.live.media.trials import Trials

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from meetings.media.port import MediaEngine
    from services.rooms.live.media.host import Host
    from services.rooms.live.socket import You

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
_FOLLOWED = frozenset({"rights", "seats", "meeting"})

Answer = dict[str, Any]


class MediaDoor:
    def __init__(self, hub: Host) -> None:
        self._hub = hub
        self._rooms: dict[UUID, MediaRoom] = {}
        self._owners: dict[UUID, int] = {}
        self._asked: dict[str, asyncio.Future[Answer]] = {}
        self._engine: MediaEngine | None = None
        self._starting = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._heard: asyncio.Queue[UUID] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None
        self.trials = Trials(self.engine)
        self._telling = Telling(hub, self._rooms, self.trials)

    # -- what devices say ------------------------------------------------------------------------

    async def answer(self, meeting_id: UUID, you: You, name: str, fields: Answer) -> Answer:
        """Answer a message of a device, by the engine here or the one in another process."""
        if name == "media.ice":
            return {"ok": True, "ice_servers": self.ice_servers(you.participant)}
        if name not in CALLS:
            return {"ok": False, "code": "command-unknown", "detail": name[:100]}
        return await self._signal(meeting_id, you, name, fields)

    async def _signal(self, meeting_id: UUID, you: You, name: str, fields: Answer) -> Answer:
        try:
            CALLS[name][0].model_validate(fields)
            owner = await self._owner(meeting_id)
            if owner == self._hub.number:
                return await self._call(meeting_id, you.participant, name, fields)
            return await self._ask(owner, meeting_id, you.participant, name, fields)
        except ValidationError as error:
            return malformed(error)
        except TimeoutError:
            self._owners.pop(meeting_id, None)
            silence = MediaUnavailable("the process that has the media does not answer")
            return refusal(silence, self._hub.describe)
        except Exception as error:  # noqa: BLE001 - whatever it raises is said to who asked
            return refusal(error, self._hub.describe)

    def ice_servers(self, participant: str) -> list[IceServer]:
        # A TURN server judges the password by the time of day, whatever day the office has.
        now = datetime.now(UTC)
        return ice_servers(self._hub.platform.media, participant=participant, now=now)

    async def _owner(self, meeting_id: UUID) -> int:
        if meeting_id in self._rooms:
            return self._hub.number
        known = self._owners.get(meeting_id)
        if known is not None:
            return known
        owner = await ownership.find_or_take(
            self._hub.platform, meeting_id, server=self._hub.number
        )
        if owner == self._hub.number:
            await self._open(meeting_id)
        else:
            self._owners[meeting_id] = owner
        return owner

    async def _open(self, meeting_id: UUID) -> None:
        async with self._starting:
            if meeting_id in self._rooms:
                return
            engine = await self._start()
            room = MediaRoom(self._hub.platform, engine, meeting_id, ended=self._end)
            await room.open()
            self._rooms[meeting_id] = room
            self._hub.keep(meeting_id)

    async def _start(self) -> MediaEngine:
        if self._engine is None:
            engine = open_media_engine(self._hub.platform.media)
            await engine.start()
            self._engine = engine
            self._do(self._telling.tell_events(engine))
        return self._engine

    async def engine(self) -> MediaEngine:
        async with self._starting:
            return await self._start()

    async def _call(self, meeting_id: UUID, who: str, name: str, fields: Answer) -> Answer:
        shape, call = CALLS[name]
        room = self._rooms.get(meeting_id)
        if room is None or self._engine is None:
            raise RoomUnknown(str(meeting_id))
        if name in {"media.publish", "media.subscribe"}:
            await room.settle_now()
        given = await call(self._engine, room.name, who, shape.model_validate(fields))
        return {"ok": True, **given}

    async def _ask(
        self, owner: int, meeting_id: UUID, who: str, name: str, fields: Answer
    ) -> Answer:
        number = uuid4().hex
        asked: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[number] = asked
        try:
            await relay.pass_on(
                self._hub.platform,
                server=owner,
                meeting_id=meeting_id,
                body={
                    "meeting": str(meeting_id),
                    "asks": number,
                    "from": self._hub.number,
                    "who": who,
                    "name": name,
                    "fields": fields,
                },
            )
            return await asyncio.wait_for(asked, ANSWER_SECONDS)
        finally:
            del self._asked[number]

    # -- what other processes say ------------------------------------------------------------------

    def hear(self, relay_id: str) -> None:
        self._heard.put_nowait(UUID(relay_id))
        if self._reading is None:
            self._reading = self._do(self._read())

    async def _read(self) -> None:
        """One after the other: what the engine tells last must be shown last."""
        while True:
            relay_id = await self._heard.get()
            try:
                body = await relay.take(self._hub.platform, relay_id)
                if body is not None:
                    self._take(UUID(body["meeting"]), body)
            except Exception:
                log.exception("a word from another process could not be read")

    def _take(self, meeting_id: UUID, body: Answer) -> None:
        if "asks" in body:
            self._do(self._answer_other(meeting_id, body))
        elif "answers" in body:
            asked = self._asked.get(body["answers"])
            if asked is not None and not asked.done():
                asked.set_result(body["answer"])
        elif "tells" in body:
            self._telling.tell_here(meeting_id, body["to"], body["tells"])

    async def _answer_other(self, meeting_id: UUID, body: Answer) -> None:
        try:
            answer = await self._call(meeting_id, body["who"], body["name"], body["fields"])
        except Exception as error:  # noqa: BLE001 - whatever it raises is said to who asked
            answer = refusal(error, self._hub.describe)
        await relay.pass_on(
            self._hub.platform,
            server=body["from"],
            meeting_id=meeting_id,
            body={"meeting": str(meeting_id), "answers": body["asks"], "answer": answer},
        )

    # -- what the state says ---------------------------------------------------------------------

    def follow(self, meeting_id: UUID, sections: dict[str, Any]) -> None:
        """Let the engine follow what changed. A recording needs media even if nobody asked yet."""
        if not _FOLLOWED & sections.keys():
            return
        room = self._rooms.get(meeting_id)
        if room is not None:
            room.wake()
        elif (sections.get("meeting") or {}).get("recording"):
            self._do(self._owner(meeting_id))

    def has(self, meeting_id: UUID) -> bool:
        return meeting_id in self._rooms

    async def _end(self, meeting_id: UUID) -> None:
        room = self._rooms.pop(meeting_id, None)
        if room is not None:
            await ownership.give_up(self._hub.platform, meeting_id, server=self._hub.number)
            await self._hub.release(meeting_id)

    def forget(self, meeting_id: UUID) -> None:
        """Nobody has its media any more: who needs them next takes them."""
        self._owners.pop(meeting_id, None)

    async def sweep(self) -> None:
        await ownership.release_dead(self._hub.platform)
        await recordings.rescue(self._hub.platform)

    def _do(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("work for the media failed", exc_info=task.exception())

    async def aclose(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        for room in self._rooms.values():
            await room.aclose()
        self._rooms.clear()
        if self._engine is not None:
            await self._engine.aclose()
