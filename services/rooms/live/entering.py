"""A socket from its opening to its end, and the first message, which says who it is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from services.rooms.live.carrying_out import malformed
from services.rooms.live.errors import Closing, SocketRefused
from services.rooms.live.hub import Hub
from services.rooms.live.socket import LiveSocket

log = logging.getLogger(__name__)

JOIN_SECONDS = 10.0
#: Sockets of one process that have not said who they are.
MOST_STRANGERS = 200
_BEARER = "Bearer "


class Join(BaseModel):
    """The first message. `device`: chosen by the device, the same when it comes back."""

    model_config = ConfigDict(extra="forbid")

    do: str = Field(pattern="^join$")
    id: int | str | None = None
    device: str = Field(pattern=r"^[A-Za-z0-9_-]{8,32}$")
    token: str = Field(default="", max_length=4096)
    guest: str = Field(default="", max_length=100)
    last_seq: int | None = Field(default=None, ge=0)
    looks_on: bool = Field(default=False, description="a screen that shows and takes no part")


async def hold(websocket: WebSocket, serve: Callable[[LiveSocket], Awaitable[None]]) -> None:
    """Serve one socket until it ends; how it ended is said with a code."""
    await websocket.accept()
    socket = LiveSocket(websocket)
    writing = asyncio.create_task(socket.write())
    serving = asyncio.create_task(_until_it_ends(socket, serve))
    try:
        await asyncio.wait({writing, serving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        socket.close(Closing.DONE, "")
        await asyncio.gather(writing, return_exceptions=True)


async def _until_it_ends(
    socket: LiveSocket, serve: Callable[[LiveSocket], Awaitable[None]]
) -> None:
    try:
        await serve(socket)
    except WebSocketDisconnect:
        socket.close(Closing.DONE, "")
    except SocketRefused as error:
        socket.close(error.code, error.detail)
    except TimeoutError:
        socket.close(Closing.RESTART, "not ready; join anew")
    except Exception:
        log.exception("a meeting's socket failed")
        socket.close(Closing.FAILED, "it has been logged")


async def read_join(hub: Hub, socket: LiveSocket, authorization: str) -> Join:
    if hub.strangers >= MOST_STRANGERS:
        raise SocketRefused(Closing.SLOW, "too many at the door; join again")
    hub.strangers += 1
    try:
        message = await asyncio.wait_for(socket.receive(), JOIN_SECONDS)
    except TimeoutError:
        raise SocketRefused(Closing.NO_JOIN, "say `join` first") from None
    finally:
        hub.strangers -= 1
    try:
        join = Join.model_validate(message)
    except ValidationError as error:
        socket.answer(message.get("id"), malformed(error))
        raise SocketRefused(Closing.MALFORMED, "not a `join`") from None
    if not join.token and not join.guest and authorization.startswith(_BEARER):
        join.token = authorization[len(_BEARER) :]
    return join
