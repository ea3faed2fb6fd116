"""What every answer of the pages carries and every change must show, in one ASGI layer."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})

# Nothing but our own files: no inline script or style, no frame, no plug-in, no foreign target.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; media-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_CONNECT = "connect-src 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def policy_with(program: str) -> str:
    """The policy of a page whose script speaks to a program on the visitor's own machine."""
    return POLICY.replace(_CONNECT, f"{_CONNECT} {program}")


def comes_from_our_page(headers: Headers) -> bool:
    """True for a form of ours: by Sec-Fetch-Site, or by Origin in a browser that sends no such."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OURS
    origin = headers.get("origin")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


class Guard:
    """Refuses forged changes and oversized bodies, and puts the headers on every answer.

    `refused` answers in place of the pages; it finds the status under `refusal` in the state.
    """

    def __init__(self, app: ASGIApp, *, refused: ASGIApp, body_limit: int) -> None:
        self._app = app
        self._refused = refused
        self._body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        scope.setdefault("state", {})["refusal"] = refusal
        versioned = scope["path"].startswith("/static/") and b"v=" in scope["query_string"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if "cache-control" not in headers:
                    headers["Cache-Control"] = _caching(scope["path"], versioned=versioned)
            await send(message)

        app = self._refused if refusal else self._app
        await app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> HTTPStatus | None:
        if scope["method"] in _SAFE:
            return None
        headers = Headers(scope=scope)
        if not comes_from_our_page(headers):
            return HTTPStatus.FORBIDDEN
        length = headers.get("content-length", "")
        if not length.isdigit():
            return HTTPStatus.LENGTH_REQUIRED
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > self._body_limit else None


def _caching(path: str, *, versioned: bool) -> str:
    if versioned:
        return "public, max-age=31536000, immutable"
    return "no-cache" if path.startswith("/static/") else "no-store"
