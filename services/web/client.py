"""The one client of the public API: in this process over ASGI, in several over HTTP."""

from collections.abc import AsyncIterator, Hashable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar, cast

import httpx2
from pydantic import TypeAdapter, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")

BASE_PATH = "/api/v1"
PROBLEM_TYPE = "urn:congvu:problem:"
_IN_PROCESS = "http://congvu.internal"
# A page may wait for a figure over a year of records; an upload for a slow line.
_TIMEOUT = httpx2.Timeout(30.0, write=300.0)
_FORWARDED = b"x-forwarded-for"

Params = Mapping[str, str | int | Sequence[str] | None]
Body = bytes | AsyncIterator[bytes]


class ApiProblem(Exception):
    """The API said no, or nothing. `errors` names the fields; `extra` holds what else was said."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        errors: list[dict[str, str]] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors or []
        self.extra = extra or {}


class _AsClient:
    """Shows the API the browser's address, so that attempts are counted against the right one.

    Over HTTP the server does this for a trusted proxy; this app is reached by our transport only.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for name, value in scope.get("headers", ()):
            if name == _FORWARDED:
                scope["client"] = (value.decode("latin-1"), 0)
        await self._app(scope, receive, send)


def open_http(*, api_app: ASGIApp | None, api_url: str) -> httpx2.AsyncClient:
    """A connection to the API: `api_url` where it is given, otherwise `api_app` in this process."""
    if api_url:
        return httpx2.AsyncClient(base_url=api_url, timeout=_TIMEOUT, trust_env=False)
    if api_app is None:
        raise ValueError("the pages need the API: an app in this process or its address")
    transport = httpx2.ASGITransport(_AsClient(api_app), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=_IN_PROCESS, timeout=_TIMEOUT)


class ApiClient:
    """The API as one person's browser may use it: every call carries that session's secret."""

    def __init__(self, http: httpx2.AsyncClient, *, secret: str | None, address: str) -> None:
        self._http = http
        self._headers = {"X-Forwarded-For": address} if address else {}
        if secret:
            self._headers["Authorization"] = f"Bearer {secret}"

    async def get(self, shape: type[T], path: str, params: Params | None = None) -> T:
        return _read(shape, await self.call("GET", path, params=params))

    async def post(
        self,
        shape: type[T],
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        version: str | None = None,
        key: str | None = None,
    ) -> T:
        """`version` is the one the person has seen (If-Match), `key` makes a repeat harmless."""
        headers = _tags(version=version, key=key)
        return _read(shape, await self.call("POST", path, json=body or {}, headers=headers))

    async def patch(self, shape: type[T], path: str, body: Mapping[str, Any], *, version: str) -> T:
        headers = _tags(version=version, key=None)
        return _read(shape, await self.call("PATCH", path, json=body, headers=headers))

    async def put(self, shape: type[T], path: str, body: Mapping[str, Any], *, version: str) -> T:
        headers = _tags(version=version, key=None)
        return _read(shape, await self.call("PUT", path, json=body, headers=headers))

    async def send(
        self,
        shape: type[T],
        method: str,
        path: str,
        body: Any = None,
        *,
        version: str | None = None,
        key: str | None = None,
    ) -> T:
        """Any change; `body` may be a list."""
        sent = {} if body is None else {"json": body}
        answer = await self.call(method, path, headers=_tags(version=version, key=key), **sent)
        return _read(shape, answer)

    async def delete(self, path: str, *, version: str) -> None:
        await self.call("DELETE", path, headers=_tags(version=version, key=None))

    async def send_bytes(  # noqa: PLR0913 - a request has these parts
        self,
        shape: type[T],
        method: str,
        path: str,
        content: Body,
        *,
        media_type: str,
        params: Params | None = None,
        version: str | None = None,
    ) -> T:
        headers = {"Content-Type": media_type} | _tags(version=version, key=None)
        answer = await self.call(method, path, params=params, content=content, headers=headers)
        return _read(shape, answer)

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> httpx2.Response:
        """The raw answer. Raises `ApiProblem` for everything from 400 on and for no answer."""
        query = {
            name: str(value) if isinstance(value, int) else value
            for name, value in (params or {}).items()
            if value is not None
        }
        sent = self._headers | dict(headers or {})
        try:
            answer = await self._http.request(
                method, BASE_PATH + path, params=query, headers=sent, **body
            )
        except httpx2.TransportError as error:
            raise ApiProblem(HTTPStatus.SERVICE_UNAVAILABLE, "no-answer", str(error)) from error
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise _problem(answer)
        return answer


def _tags(*, version: str | None, key: str | None) -> dict[str, str]:
    tags = {}
    if version:
        tags["If-Match"] = f'"{version}"'
    if key:
        tags["Idempotency-Key"] = key
    return tags


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", shape))


def _read(shape: type[T], answer: httpx2.Response) -> T:
    try:
        read: T = _adapter(cast("Hashable", shape)).validate_json(answer.content or b"{}")
    except ValidationError as error:
        detail = f"{answer.request.url.path}: {error}"
        raise ApiProblem(HTTPStatus.BAD_GATEWAY, "answer-not-understood", detail) from error
    return read


def _problem(answer: httpx2.Response) -> ApiProblem:
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return ApiProblem(answer.status_code, "unexpected")
    known = {"type", "title", "status", "detail", "errors"}
    return ApiProblem(
        answer.status_code,
        str(said.get("type", "")).removeprefix(PROBLEM_TYPE) or "unexpected",
        str(said.get("detail", "")),
        errors=said.get("errors"),
        extra={name: value for name, value in said.items() if name not in known},
    )
