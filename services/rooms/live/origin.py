"""A socket is opened by a page of ours, or by a program, which sends no Origin (RFC 6455, 10.2)."""

from urllib.parse import urlsplit

from starlette.websockets import WebSocket


def comes_from_ours(websocket: WebSocket) -> bool:
    origin = websocket.headers.get("origin")
    if origin is None:
        return True
    same_host = urlsplit(origin).netloc.lower() == websocket.headers.get("host", "").lower()
    return same_host or origin.lower() == websocket.app.state.platform.settings.origin
