"""One request over HTTP, with an end in time and size; the only file here that connects."""

import asyncio
from dataclasses import dataclass

import httpx2

from signing.revocation.rules import FetchRules, Refused

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = 200


@dataclass(frozen=True, kw_only=True)
class Request:
    """A GET, or with ``body`` a POST of ``media_type``."""

    address: str
    body: bytes | None = None
    media_type: str = ""


async def send(request: Request, rules: FetchRules, *, seconds: float) -> bytes:
    """Return the answer's body.

    Redirects are followed to allowed hosts only, each looked at like the first address. A
    compressed body is refused: it was not asked for, and may be a bomb.

    Raises:
        Refused: it is not allowed, or there was no sound answer in time.
    """
    url = rules.checked(request.address)
    try:
        async with (
            asyncio.timeout(seconds),
            httpx2.AsyncClient(follow_redirects=False, timeout=seconds) as http,
        ):
            for _ in range(rules.redirects + 1):
                body = await _once(http, url, request, largest=rules.largest)
                if isinstance(body, bytes):
                    return body
                url = rules.checked(str(url.join(body)))
    except TimeoutError as error:
        raise Refused("timeout", url.host) from error
    except httpx2.TimeoutException as error:
        raise Refused("timeout", url.host) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        raise Refused("unreachable", url.host) from error
    raise Refused("too_many_redirects", url.host)


async def _once(
    http: httpx2.AsyncClient, url: httpx2.URL, request: Request, *, largest: int
) -> bytes | str:
    """Return the body, or where the answer points to."""
    method, headers = "GET", {"Accept-Encoding": "identity"}
    if request.body is not None:
        method, headers["Content-Type"] = "POST", request.media_type
    async with http.stream(method, url, content=request.body, headers=headers) as answer:
        if answer.status_code in _REDIRECTS:
            return answer.headers.get("location", "")
        if answer.status_code != _OK:
            raise Refused(f"status_{answer.status_code}", url.host)
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Refused("compressed", url.host)
        body = bytearray()
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > largest:
                raise Refused("too_large", url.host)
        return bytes(body)
