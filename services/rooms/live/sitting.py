"""A device at its seat, or a screen that looks on: it sits down, hears, and commands."""

import asyncio
import logging
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from starlette.websockets import WebSocket

from auth.errors import AuthError
from meetings.errors import MeetingError
from meetings.live_errors import TooManyDevices
from meetings.models.live_states import ConnectionState
from meetings.participant import Participant
from meetings.service import joining
from services.rooms.live.carrying_out import carry_out, refusal
from services.rooms.live.entering import JOIN_SECONDS, Join, hold, read_join
from services.rooms.live.errors import Closing, SocketRefused, closing_of
from services.rooms.live.hub import Hub
from services.rooms.live.identity import identify
from services.rooms.live.socket import LiveSocket, You

log = logging.getLogger(__name__)

#: Screens of one meeting at one process.
MOST_ONLOOKERS = 50


async def sit(hub: Hub, websocket: WebSocket, meeting_id: UUID) -> None:
    """Serve one socket until it ends; whatever happened, its seat learns of it."""

    async def serve(socket: LiveSocket) -> None:
        join = await read_join(hub, socket, websocket.headers.get("authorization", ""))
        number = await asyncio.wait_for(hub.ready(), JOIN_SECONDS)
        you, in_lobby = await _sit_down(hub, socket, meeting_id, join, number)
        try:
            async with hub.seated(socket, you, after=join.last_seq, in_lobby=in_lobby):
                await _obey(hub, socket, you, meeting_id)
        finally:
            await asyncio.shield(_stand_up(hub, you, number))

    await hold(websocket, serve)


async def _sit_down(
    hub: Hub, socket: LiveSocket, meeting_id: UUID, join: Join, number: int
) -> tuple[You, bool]:
    now = hub.platform.clock.now()
    try:
        async with hub.slots, hub.platform.database.session() as session:
            identity = await identify(
                session,
                hub.platform,
                meeting_id=meeting_id,
                token=join.token,
                guest=join.guest,
                now=now,
            )
            # A guest is no screen: whom nobody has admitted would be shown everything.
            looks_on = join.looks_on and identity.session_id is not None
            socket.identity = replace(identity, looks_on=looks_on)
            who = await socket.identity.participant(session, hub.platform, now)
            if looks_on:
                await session.commit()  # being shown a meeting keeps the session open as well
                return _onlooker(hub, who, join), False
            row = await joining.join(
                session=session, who=who, device=join.device, server=number, now=now
            )
            # A socket has no dependency that commits, and lives longer than any transaction.
            await session.commit()
    except (AuthError, MeetingError) as error:
        answer = refusal(error, hub.describe)
        socket.answer(join.id, answer)
        raise SocketRefused(closing_of(error), str(answer["code"])) from error
    you = You(
        connection_id=row.id,
        seat_id=row.seat_id,
        person=row.person,
        device=row.device,
        role=who.role,
        leads=who.leads,
    )
    return you, row.state is ConnectionState.LOBBY


def _onlooker(hub: Hub, who: Participant, join: Join) -> You:
    """A screen is no device of the seat: nothing is written of it, and nobody is there by it."""
    if hub.count_onlookers(who.meeting_id) >= MOST_ONLOOKERS:
        raise TooManyDevices(MOST_ONLOOKERS)
    return You(
        connection_id=uuid4(),
        seat_id=who.seat_id,
        person=who.person,
        device=join.device,
        role=who.role,
        leads=False,
        looks_on=True,
    )


async def _obey(hub: Hub, socket: LiveSocket, you: You, meeting_id: UUID) -> None:
    """Carry out what is said, one after the other: a queue on this side holds nobody else up."""
    while True:
        message = await socket.receive()
        to, name = message.pop("id", None), message.pop("do")
        if name == "leave":
            await _leave(hub, you)
            socket.answer(to, {"ok": True})
            socket.close(Closing.DONE, "left")
            return
        if name == "ping":
            socket.answer(to, {"ok": True})
            continue
        if name.startswith("media.") and not (socket.in_lobby or you.looks_on):
            socket.answer(to, await hub.media.answer(meeting_id, you, name, message))
            continue
        socket.answer(to, await _answer(hub, socket, name, message))


async def _answer(
    hub: Hub, socket: LiveSocket, name: str, message: dict[str, Any]
) -> dict[str, Any]:
    if socket.identity is None:
        raise SocketRefused(Closing.NO_JOIN, "say `join` first")
    async with hub.slots:
        return await carry_out(
            hub.platform,
            socket.identity,
            name,
            message,
            now=hub.platform.clock.now(),
            describe=hub.describe,
        )


async def _leave(hub: Hub, you: You) -> None:
    async with hub.slots, hub.platform.database.session() as session:
        now = hub.platform.clock.now()
        await joining.leave(session=session, connection_id=you.connection_id, now=now)
        await session.commit()


async def _stand_up(hub: Hub, you: You, number: int) -> None:
    try:
        async with hub.platform.database.session() as session:
            now = hub.platform.clock.now()
            await joining.lose(
                session=session, connection_id=you.connection_id, server=number, now=now
            )
            await session.commit()
    except Exception:
        # The row stays as ours, and is lost with our number at the latest.
        log.exception("a lost connection could not be noted")
