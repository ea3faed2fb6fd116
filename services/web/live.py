"""The meeting's WebSockets for a browser: the API's own, by the session that the cookie names.

In one process the socket is handed to the API's application; in several it is carried over to its
address, text for text.
"""

import asyncio
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import Headers
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from services.web.client import BASE_PATH
from services.web.handing import for_the_api, secret_of

router = APIRouter()
_REFUSED = 4403
_RESTART = 1012
_GOING = 1000
# A description of a large room's media.
_LONGEST = 256 * 1024


@router.websocket("/meetings/{meeting_id}/live")
async def live(websocket: WebSocket, meeting_id: UUID) -> None:
    await _pass_on(websocket, f"{BASE_PATH}/meetings/{meeting_id}/live")


@router.websocket("/meetings/{meeting_id}/line")
async def line(websocket: WebSocket, meeting_id: UUID) -> None:
    await _pass_on(websocket, f"{BASE_PATH}/meetings/{meeting_id}/line")


async def _pass_on(websocket: WebSocket, path: str) -> None:
    headers = websocket.headers
    if not _is_from_our_page(headers):
        await websocket.close(_REFUSED)
        return
    secret = secret_of(headers.get("cookie", ""))
    api_app = websocket.app.state.api_app
    if api_app is not None:
        scope = for_the_api(websocket.scope, path, secret)
        await api_app(scope, websocket.receive, websocket.send)
        return
    address = websocket.app.state.api_url.replace("http", "ws", 1) + path
    await _carry(websocket, address, secret)


def _is_from_our_page(headers: Headers) -> bool:
    """A browser always says where a socket is opened from (RFC 6455, 10.2)."""
    origin = headers.get("origin", "")
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


async def _carry(websocket: WebSocket, address: str, secret: str) -> None:
    await websocket.accept()
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    code, reason = _RESTART, "no answer"
    try:
        async with connect(
            address, additional_headers=headers, max_size=_LONGEST, proxy=None
        ) as api:
            up = asyncio.create_task(_up(websocket, api))
            down = asyncio.create_task(_down(websocket, api))
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            code, reason = api.close_code or _GOING, api.close_reason or ""
    except (OSError, InvalidHandshake, TimeoutError):
        pass  # the browser is told to join anew
    if websocket.application_state is WebSocketState.CONNECTED:
        await websocket.close(code, reason)


async def _up(websocket: WebSocket, api: ClientConnection) -> None:
    try:
        async for text in websocket.iter_text():
            await api.send(text)
    except (ConnectionClosed, WebSocketDisconnect):
        return


async def _down(websocket: WebSocket, api: ClientConnection) -> None:
    try:
        async for message in api:
            await websocket.send_text(message if isinstance(message, str) else message.decode())
    except (ConnectionClosed, WebSocketDisconnect, RuntimeError):
        return
