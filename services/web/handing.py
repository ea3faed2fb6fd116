"""A request of a browser handed to the API as it is, with the cookie said as a session's secret.

The cookie is not for scripts, and the API takes no cookies. For what a client of the API would have
to hold in memory whole: sockets, and recordings, of which a browser asks for ranges.
"""

from http.cookies import CookieError, SimpleCookie

from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask
from starlette.types import ASGIApp, Receive, Scope, Send

from services.web.client import BASE_PATH, ApiProblem
from services.web.visit import SESSION_COOKIE, Visit

_KEPT = ("content-type", "content-length", "content-range", "accept-ranges", "etag")
_REFUSED = 400


def secret_of(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(SESSION_COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def for_the_api(scope: Scope, path: str, secret: str) -> Scope:
    """The same connection at the API's path, by who it is and without its cookies."""
    kept = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    if secret:
        kept.append((b"authorization", f"Bearer {secret}".encode("latin-1")))
    return {
        "type": scope["type"],
        "asgi": scope["asgi"],
        "http_version": scope.get("http_version", "1.1"),
        "method": scope.get("method", "GET"),
        "scheme": scope["scheme"],
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": kept,
        "client": scope.get("client"),
        "server": scope.get("server"),
        "subprotocols": [],
        "extensions": scope.get("extensions", {}),
        "state": {},
    }


class Handed(Response):
    """The answer of the API's application in this process, piece by piece."""

    def __init__(self, api_app: ASGIApp, path: str, secret: str) -> None:
        super().__init__()
        self._api_app, self._path, self._secret = api_app, path, secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._api_app(for_the_api(scope, self._path, self._secret), receive, send)


async def hand_over(visit: Visit, path: str) -> Response:
    """Answer with the API's own bytes, as a stream. Raises `ApiProblem` where it is elsewhere."""
    state, headers = visit.request.app.state, visit.request.headers
    secret = secret_of(headers.get("cookie", ""))
    if state.api_app is not None:
        return Handed(state.api_app, BASE_PATH + path, secret)
    sent = {"Authorization": f"Bearer {secret}"}
    if "range" in headers:
        sent["Range"] = headers["range"]
    answer = await state.http.send(
        state.http.build_request("GET", BASE_PATH + path, headers=sent), stream=True
    )
    if answer.status_code >= _REFUSED:
        await answer.aclose()
        raise ApiProblem(answer.status_code, "not-found")
    return StreamingResponse(
        answer.aiter_raw(),
        status_code=answer.status_code,
        headers={name: answer.headers[name] for name in _KEPT if name in answer.headers},
        background=BackgroundTask(answer.aclose),
    )
