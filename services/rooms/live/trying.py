"""The device check over a socket of its own: the same first message, then media alone."""

import asyncio
from uuid import UUID

from pydantic import ValidationError
from starlette.websockets import WebSocket

from auth.errors import AuthError
from meetings.errors import MeetingError, MoveRefused
from meetings.models.meeting import Meeting
from meetings.models.states import MeetingState
from services.rooms.live.carrying_out import Answer, malformed, refusal
from services.rooms.live.entering import Join, hold, read_join
from services.rooms.live.errors import Closing, SocketRefused, closing_of
from services.rooms.live.hub import Hub
from services.rooms.live.identity import identify
from services.rooms.live.media.calls import CALLS
from services.rooms.live.media.trials import SENDER, VIEWER, Call
from services.rooms.live.socket import LiveSocket

LONGEST = 60.0
_COMING = frozenset({MeetingState.PLANNED, MeetingState.INVITED, MeetingState.OPEN})


async def try_line(hub: Hub, websocket: WebSocket, meeting_id: UUID) -> None:
    """Let a device of the meeting send and see its own picture for a minute at most."""

    async def serve(socket: LiveSocket) -> None:
        join = await read_join(hub, socket, websocket.headers.get("authorization", ""))
        await _admit(hub, socket, meeting_id, join)
        async with asyncio.timeout(LONGEST), hub.media.trials.open(socket.send) as call:
            socket.send(
                {
                    "type": "trial",
                    "now": hub.platform.clock.now().isoformat(),
                    "sender": SENDER,
                    "viewer": VIEWER,
                }
            )
            await _obey(hub, socket, call, device=f"{meeting_id}.{join.device}")

    await hold(websocket, serve)


async def _admit(hub: Hub, socket: LiveSocket, meeting_id: UUID, join: Join) -> None:
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
            await identity.participant(session, hub.platform, now)
            meeting = await session.get_one(Meeting, meeting_id)
            if meeting.state not in _COMING:
                raise MoveRefused("meeting", meeting.state, "joined")
    except (AuthError, MeetingError) as error:
        answer = refusal(error, hub.describe)
        socket.answer(join.id, answer)
        raise SocketRefused(closing_of(error), str(answer["code"])) from error


async def _obey(hub: Hub, socket: LiveSocket, call: Call, *, device: str) -> None:
    while True:
        message = await socket.receive()
        to, name = message.pop("id", None), message.pop("do")
        if name == "leave":
            socket.answer(to, {"ok": True})
            socket.close(Closing.DONE, "left")
            return
        if name == "media.ice":
            socket.answer(to, {"ok": True, "ice_servers": hub.media.ice_servers(device)})
            continue
        socket.answer(to, await _answer(hub, call, name, message))


async def _answer(hub: Hub, call: Call, name: str, message: Answer) -> Answer:
    if name == "ping":
        return {"ok": True}
    if name not in CALLS:
        return {"ok": False, "code": "command-unknown", "detail": name[:100]}
    try:
        return {"ok": True, **await call(name, message)}
    except ValidationError as error:
        return malformed(error)
    except Exception as error:  # noqa: BLE001 - whatever it raises is said to who asked
        return refusal(error, hub.describe)
